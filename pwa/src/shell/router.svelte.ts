// Where in the page we are. The address after # never leaves the browser: no daemon learns whom one looks at.

export type Route =
  | { view: 'now' }
  | { view: 'moves' }
  | { view: 'people'; tag?: string }
  | { view: 'person'; id: string }
  | { view: 'event'; id?: string }
  | { view: 'wrap-up'; id: string }
  | { view: 'cards'; side?: 'mine' | 'shared' }
  | { view: 'devices' }
  | { view: 'add' };

/** The route of an address such as `#/person/0123`; an unknown or malformed one leads to Now. */
export function parse(hash: string): Route {
  const [view = '', word] = parts(hash);
  switch (view) {
    case 'moves':
    case 'devices':
    case 'add':
      return { view };
    case 'cards':
      return word === 'mine' || word === 'shared' ? { view, side: word } : { view };
    case 'people':
      return word ? { view, tag: word } : { view };
    case 'event':
      return word ? { view, id: word } : { view };
    case 'wrap-up':
      return word ? { view, id: word } : { view: 'event' };
    case 'person':
      return word ? { view, id: word } : { view: 'people' };
    default:
      return { view: 'now' };
  }
}

function parts(hash: string): string[] {
  try {
    return hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  } catch {
    return [];
  }
}

/** The address of a route. */
export function address(route: Route): string {
  const word = 'id' in route ? route.id : 'tag' in route ? route.tag : 'side' in route ? route.side : undefined;
  return `#/${route.view === 'now' ? '' : route.view}${word ? `/${encodeURIComponent(word)}` : ''}`;
}

class Router {
  route: Route = $state.raw(parse(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.look();
    });
  }

  /** Goes where the address leads: it may have been changed without anybody hearing of it. */
  look(): void {
    this.route = parse(location.hash);
  }

  go(route: Route): void {
    location.hash = address(route);
  }
}

export const router = new Router();
