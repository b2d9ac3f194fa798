// Whether there is room for the rail and the list beside the view: a laptop, from 1,024 px.

const query = matchMedia('(min-width: 1024px)');

class Wide {
  is: boolean = $state(query.matches);

  constructor() {
    query.addEventListener('change', () => {
      this.is = query.matches;
    });
  }
}

export const wide = new Wide();
