// Whether the card about a phone was put away on this laptop.

const name = 'mingle-no-phone-card';

class PhoneCard {
  isPutAway: boolean = $state(localStorage.getItem(name) !== null);

  putAway(): void {
    localStorage.setItem(name, 'yes');
    this.isPutAway = true;
  }
}

export const phoneCard = new PhoneCard();
