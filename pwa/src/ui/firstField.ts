/** An attachment: the first field inside has the focus when the sheet around it comes up, not the sheet's Close. */
export function firstField(form: HTMLElement): void {
  form.querySelector('input, textarea')?.setAttribute('autofocus', '');
}
