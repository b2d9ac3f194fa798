// People to write down: invented, with names of the kinds that people have.

const given = [
  'Zoë',
  'Łucja',
  'Ximena',
  'Đorđe',
  'ليلى',
  'अनन्या',
  'Björk',
  'Ngọc',
  'Seán',
  'Ayşe',
  'Œdipe',
  'נועה',
  '美咲',
  'Kwame',
  'Þóra',
];
const family = [
  'Žižek',
  'Quispe',
  'O’Driscoll',
  'Nguyễn',
  'García-Lorca',
  'حداد',
  'शर्मा',
  'Sigurðardóttir',
  'Çelik',
  'לוי',
  '田中',
  'Mensah',
  'van der Berg',
];
const notes = [
  'needs a storage engineer',
  'plays the theremin 🎶',
  'knows lighthouse keepers',
  'coffee tomorrow',
  'moved to Tromsø in March',
  'asked about the bridge 🌉',
];

/** What may be written of somebody new; no two of one `crowd` have the same name, whatever chance says. */
export function someone(luck, crowd) {
  const name = `${luck.of(given)} ${luck.of(family)} ${roman(crowd.length + 1)}`;
  crowd.push(name);
  return { name, text: `${name}, ${luck.of(notes)}` };
}

/** As kings have it. */
function roman(number) {
  const signs = [
    [100, 'C'],
    [90, 'XC'],
    [50, 'L'],
    [40, 'XL'],
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ];
  const [value, sign] = signs.find(([least]) => least <= number) ?? [0, ''];
  return number === 0 ? '' : sign + roman(number - value);
}
