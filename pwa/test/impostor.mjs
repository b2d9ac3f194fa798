// A stolen laptop that poses as another of the owner's: node test/impostor.mjs ADDRESS PORT AUTHORITY BEHIND NAME..., on a
// host of the lab that has ADDRESS. With the intermediate's key from the file AUTHORITY it makes a certificate for all of
// these names, tells the network that they are at ADDRESS, and serves there by that certificate. Whoever comes for sync is
// handed on to the real daemon of the stolen laptop, which listens at 127.0.0.1:BEHIND; all else gets nothing.
//
// Prints lines of JSON: {"ready": true}, then what arrives: {"hello": PATH, "name": NAME, "call": N} for a request behind a
// TLS that was taken, {"bytes": COUNT, "call": N} for what comes after one for sync (calls can go on side by side), and
// {"refused": WHY} for a TLS that was not taken.

import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer } from 'node:tls';

const [address, port, authority, behind, ...names] = process.argv.slice(2);
const group = '224.0.0.251';

const tell = (words) => process.stdout.write(`${JSON.stringify(words)}\n`);

/** A certificate for the names with its chain, and its key. */
function mint() {
  const folder = mkdtempSync(path.join(tmpdir(), 'mingle-impostor-'));
  const at = (file) => path.join(folder, file);
  const [, intermediate, key] = readFileSync(authority, 'utf8').match(/-----BEGIN [\s\S]+?-----END [^-]+-----\n/g);
  writeFileSync(at('intermediate'), intermediate);
  writeFileSync(at('key'), key, { mode: 0o600 });
  writeFileSync(at('says'), `subjectAltName=${names.map((name) => `DNS:${name}`)}\nextendedKeyUsage=serverAuth\n`);
  const openssl = (...words) => execFileSync('openssl', words, { stdio: 'pipe' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-new', ...curve, '-subj', '/CN=Mingle', '-keyout', at('leaf-key'), '-out', at('request'));
  const by = ['-CA', at('intermediate'), '-CAkey', at('key'), '-set_serial', '0x4d494e47', '-days', '30'];
  openssl('x509', '-req', '-in', at('request'), ...by, '-extfile', at('says'), '-out', at('leaf'));
  return { cert: readFileSync(at('leaf'), 'utf8') + intermediate, key: readFileSync(at('leaf-key'), 'utf8') };
}

const labels = (name) =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)])),
    Buffer.of(0),
  ]);

/** Says to everybody that the name is here (RFC 6762): asked or not. */
function announce(name) {
  const header = Buffer.from([0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  const record = Buffer.from([0, 1, 0x80, 1, 0, 0, 0, 120, 0, 4, ...address.split('.').map(Number)]);
  network.send(Buffer.concat([header, labels(name), record]), 5353, group, () => {});
}

function announceAll(these) {
  for (const name of these) {
    announce(name);
  }
}

/** Hands a call for sync on to the daemon behind, under that one's own name; what comes from the caller is counted. */
function handOn(socket, head, rest, call) {
  const lines = head.split('\r\n').filter((line) => !/^(host|origin|sec-fetch-[a-z]+|cookie):/i.test(line));
  const onwards = connect(Number(behind), '127.0.0.1');
  onwards.write(`${[lines[0], `host: 127.0.0.1:${behind}`, ...lines.slice(1)].join('\r\n')}\r\n\r\n`);
  const take = (bytes) => {
    tell({ bytes: bytes.length, call });
    onwards.write(bytes);
  };
  take(rest);
  onwards.pipe(socket);
  socket.on('data', take);
  socket.on('close', () => onwards.destroy());
  onwards.on('error', () => socket.destroy()).on('close', () => socket.destroy());
}

let calls = 0;
const server = createServer({ ...mint(), ALPNProtocols: ['http/1.1'] }, (socket) => {
  let request = Buffer.alloc(0);
  const hear = (bytes) => {
    request = Buffer.concat([request, bytes]);
    const end = request.indexOf('\r\n\r\n');
    if (end < 0) {
      return;
    }
    socket.off('data', hear);
    const head = request.toString('latin1', 0, end);
    const [, asked] = head.split(' ');
    calls += 1;
    tell({ hello: asked, name: socket.servername, call: calls });
    if (asked === '/sync') {
      handOn(socket, head, request.subarray(end + 4), calls);
    } else {
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    }
  };
  socket.on('data', hear).on('error', () => {});
});
server.on('tlsClientError', (error) => tell({ refused: error.code ?? error.message }));

const network = createSocket({ type: 'udp4', reuseAddr: true });
network.on('message', (bytes) => {
  if ((bytes[2] & 0x80) === 0) {
    announceAll(names.filter((name) => bytes.includes(labels(name))));
  }
});
network.bind(5353, () => {
  network.setMulticastInterface(address);
  network.addMembership(group, address);
  announceAll(names);
  server.listen(Number(port), address, () => tell({ ready: true }));
});
