// Parts of a document, made by hand.

export type Child = Node | string | undefined;

/** An HTML element with these attributes and children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  fill(made, attributes, children);
  return made;
}

/** An element of a drawing. */
export function shape<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string | number> = {},
  ...children: Child[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  fill(made, attributes, children);
  return made;
}

/** Words in which *what stands between stars* is printed bold. */
export function words(text: string): Child[] {
  return text.split('*').map((piece, at) => (at % 2 === 1 ? element('strong', {}, piece) : piece));
}

/** A paragraph of such words. */
export function paragraph(text: string, look = ''): HTMLParagraphElement {
  return element('p', look === '' ? {} : { class: look }, ...words(text));
}

function fill(made: Element, attributes: Record<string, string | number>, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== undefined));
}
