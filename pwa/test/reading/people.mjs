// The people whose cards are scanned: invented, in the scripts that names have.

const names = [
  'Inês Çelik',
  'Łucja Żižek',
  'Sukarno',
  'Øyvind Bjørnstad',
  'Наталія Коваль',
  'נועה לוי',
  'ليلى حداد',
  '山田太郎',
  'Ngọc Nguyễn',
  'Zoë O’Driscoll',
  'Mía 🌻 Peña',
  'Ana Ruiz',
  'Jürgen Groß',
  'Þóra Sigurðardóttir',
];
const orgs = ['', 'Faro, Lda.', 'Øresund Boats', 'Brücke & Söhne', 'Universidade do Porto', 'Маяк'];
const roles = ['', 'Pilot', 'Lighthouse keeper', 'Ingénieure', 'Storage engineer'];

/** Somebody, with what their card says. */
export function person(luck) {
  const digits = (count) => Array.from({ length: count }, () => Math.floor(luck.between(0, 10))).join('');
  const word = luck.of(['ana', 'post', 'hello', 'keeper', 'sail', 'boats']);
  return {
    name: luck.of(names),
    org: luck.of(orgs),
    role: luck.of(roles),
    emails: [`${word}.${digits(2)}@mail.example`],
    phones: luck.between(0, 1) < 0.8 ? [`+351 9${digits(2)} ${digits(3)} ${digits(3)}`] : [],
    links: luck.between(0, 1) < 0.5 ? [`https://www.linkedin.com/in/${word}-${digits(6)}`] : [],
  };
}
