// Serves static files on this machine's loopback address, for the browser's tests.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** The file that a path stands for: the longest mount wins; nothing for what climbs out of it. */
function fileFor(mounts, pathname) {
  const prefixes = Object.keys(mounts).filter((prefix) => pathname.startsWith(prefix));
  const prefix = prefixes.sort((one, other) => other.length - one.length)[0];
  if (prefix === undefined) {
    return undefined;
  }
  const file = path.join(mounts[prefix], pathname.slice(prefix.length));
  return file.startsWith(mounts[prefix] + path.sep) ? file : undefined;
}

/**
 * Serves `mounts` (path prefix to folder) on a free port; returns its origin and how to stop it. `posted` are the paths
 * that take a POST, each with what gives its answer: an object for JSON, or undefined to refuse. `asked` are those that
 * take a GET in the same way, and an empty object is an answer without words; `headers` come with every file. Whoever
 * asks for a socket is kept waiting.
 */
export async function serve(mounts, posted = {}, { asked = {}, headers = {} } = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    if (request.method === 'POST') {
      const answer = posted[pathname]?.();
      response.writeHead(answer === undefined ? 403 : 200, { 'content-type': 'application/json' });
      response.end(answer === undefined ? '' : JSON.stringify(answer));
      return;
    }
    if (request.method === 'GET' && pathname in asked) {
      const answer = asked[pathname]();
      if (answer === undefined) {
        request.socket.destroy();
        return;
      }
      const isEmpty = Object.keys(answer).length === 0;
      response.writeHead(isEmpty ? 204 : 200, { 'content-type': 'application/json' });
      response.end(isEmpty ? '' : JSON.stringify(answer));
      return;
    }
    const file = fileFor(mounts, decodeURIComponent(pathname === '/' ? '/index.html' : pathname));
    const found = file !== undefined && (await stat(file).catch(() => undefined))?.isFile();
    if (request.method !== 'GET' || !found) {
      response.writeHead(404).end();
      return;
    }
    const type = types[path.extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { ...headers, 'content-type': type });
    createReadStream(file).pipe(response);
  });
  const waiting = new Set();
  server.on('upgrade', (_, socket) => {
    waiting.add(socket.on('error', () => {}).on('close', () => waiting.delete(socket)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      for (const socket of waiting) {
        socket.destroy();
      }
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
