import { foldText } from '@tinygenesy/contract';

/** Fictional people, with companies at domains that RFC 2606 reserves for examples. */

interface Place {
  country: string;
  first: readonly string[];
  last: readonly string[];
}

const places: readonly Place[] = [
  { country: 'ES', first: ['Ana', 'Íñigo', 'Lucía', 'Álvaro'], last: ['Pérez Molino', 'Nuñez Faro', 'Zarzamora'] },
  { country: 'US', first: ['Wendy', 'Otis', 'Maple', 'Chester'], last: ['Lanternby', 'Oakhollow', 'Pumpernickel'] },
  { country: 'DE', first: ['Jörg', 'Käthe', 'Lothar', 'Änne'], last: ['Süßwasser', 'Müllerblume', 'Brückenstein'] },
  { country: 'FR', first: ['Zoé', 'Théo', 'Éloïse', 'Gaëtan'], last: ['Beauchêne', 'Lefaux', 'Coquillage'] },
  { country: 'GB', first: ['Pippa', 'Alfie', 'Nigella', 'Rupert'], last: ['Thistlewick', 'Marmalade', 'Fogbottom'] },
  {
    country: 'IT',
    first: ['Nicolò', 'Fiamma', 'Tullio', 'Mirtilla'],
    last: ["D'Inventato", 'Castelfinto', 'Pratoverde'],
  },
  { country: 'PT', first: ['João', 'Conceição', 'Simão', 'Inês'], last: ['Laranjinha', 'Mar Fictício', 'Caracol'] },
  { country: 'BR', first: ['Thaís', 'Caetano', 'Iara', 'Raí'], last: ['Jabuticaba', 'Sombra Alta', 'Pitanga'] },
  { country: 'MX', first: ['Xóchitl', 'Ramón', 'Citlali', 'Tonatiuh'], last: ['Nopalito', 'Volcanes', 'Luna Ficta'] },
  { country: 'PL', first: ['Łucja', 'Zbyszek', 'Świętosława', 'Kacper'], last: ['Żółwik', 'Brzęczyk', 'Wymyślony'] },
  { country: 'CZ', first: ['Šárka', 'Jiří', 'Věra', 'Ondřej'], last: ['Vymyšlená', 'Příklad', 'Štěpnička'] },
  { country: 'SE', first: ['Åsa', 'Björn', 'Märta', 'Göte'], last: ['Påhittsson', 'Skogsånger', 'Exempelberg'] },
  { country: 'DK', first: ['Søren', 'Åse', 'Jeppe', 'Maj'], last: ['Opdigtsen', 'Æblegård', 'Tågebakke'] },
  {
    country: 'NL',
    first: ['Sjoerd', 'Fenna', 'Daniël', 'Noor'],
    last: ['van der Verzinsel', "in 't Voorbeeld", 'Tulpema'],
  },
  { country: 'TR', first: ['İpek', 'Çağlar', 'Şule', 'Ümit'], last: ['Örnekoğlu', 'Hayaloğlu', 'Gülbahçe'] },
  { country: 'GR', first: ['Ελένη', 'Νίκος', 'Δάφνη', 'Άρης'], last: ['Παραδειγματίδης', 'Φανταστικού', 'Ελιάς'] },
  { country: 'IL', first: ['נועה', 'איתן', 'תמר', 'יואב'], last: ['דוגמאי', 'בדיוני', 'הררי-לדוגמה'] },
  { country: 'AE', first: ['ليلى', 'كريم', 'سلمى', 'زياد'], last: ['المثالي', 'الخيالي', 'بن مثال'] },
  { country: 'IN', first: ['Aarohi', 'Kabir', 'Meenal', 'Ishaan'], last: ['Udaharan', 'Kalpanik', 'Chandrapatra'] },
  { country: 'JP', first: ['さくら', '健', '葵', '蓮'], last: ['見本', '架空', '例田'] },
  { country: 'KR', first: ['하늘', '보람', '이슬', '가람'], last: ['예시', '가상', '보기'] },
  { country: 'NG', first: ['Adaeze', 'Tunde', 'Ngozi', 'Folarin'], last: ['Okapere', 'Adeboye-Itan', 'Mbaegbu'] },
  {
    country: 'AU',
    first: ['Banksia', 'Lachie', 'Matilda', 'Digby'],
    last: ['Wattleseed', 'Billabongson', 'Kookaburrow'],
  },
  { country: 'VN', first: ['Ngọc', 'Đức', 'Thảo', 'Quốc'], last: ['Ví Dụ', 'Tưởng Tượng', 'Phạm Mẫu'] },
];

const companies: readonly (readonly [name: string, host: string])[] = [
  ['Acme Rockets', 'acme-rockets.example'],
  ['Moonlight Bakery', 'moonlight-bakery.example'],
  ['Paper Boat Shipping', 'paperboat.example'],
  ['Cloud Shepherds', 'cloudshepherds.example'],
  ['Tortuga & Söhne', 'tortuga-soehne.example'],
  ['Imaginary Optics', 'imaginary-optics.example'],
  ['Copper Kettle Labs', 'copperkettle.example'],
  ['Windmill Analytics', 'windmill-analytics.example'],
  ['Señor Cactus', 'senorcactus.example'],
  ['Blue Teapot Software', 'blueteapot.example'],
  ['Fjord & Forest', 'fjordforest.example'],
  ['Lantern Street Bank', 'lanternstreet.example'],
  ['Velvet Robotics', 'velvetrobotics.example'],
  ['Marble Arch Robots', 'marblearch.example'],
  ['Wandering Orchard', 'wanderingorchard.example'],
  ['Quill and Comet', 'quillcomet.example'],
  ['Saffron Harbour', 'saffronharbour.example'],
];

/** Sample leads with a role address, by index. */
const roleOf: ReadonlyMap<number, string> = new Map([
  [7, 'info'],
  [42, 'sales'],
  [119, 'office'],
]);

const titles: readonly string[] = [
  'Head of Sales',
  'CTO',
  'Recruiter',
  'Chief Executive Officer',
  'Software Engineer',
  'Directora de Marketing',
  'Vertriebsleiter',
  'Responsable des achats',
  'Product Manager',
  'Office Manager',
  'VP of Operations',
];

export interface SampleLead {
  firstName: string;
  lastName: string | null;
  email: string | null;
  jobTitle: string | null;
  companyName: string;
  companyWebsite: string | null;
  countryCode: string | null;
  countryRaw: string | null;
  linkedinUrl: string;
  yearsInRole: number | null;
}

export const sampleCount = 200;

/** Providers that need a LinkedIn address can be tried with samples. Nobody is known to have these profiles. */
const profile = 'https://www.linkedin.com/in/tinygenesy-sample-';
/** The profiles of samples that an earlier version added, which read as no LinkedIn address. */
const formerProfile = 'https://linkedin.example/in/sample-';

/** Returns a sample's profile as an earlier version wrote it. */
export const formerLinkedinUrl = (linkedinUrl: string): string => linkedinUrl.replace(profile, formerProfile);

/** Returns the same sample leads each time. Some lack inputs of providers, as in real lists. */
export function sampleLeads(): SampleLead[] {
  return Array.from({ length: sampleCount }, (_, index) => sampleLead(index));
}

function sampleLead(index: number): SampleLead {
  const place = at(places, index);
  const round = Math.floor(index / places.length);
  const [companyName, host] = at(companies, index * 7 + round);
  const hasNoEmail = index % 13 === 5;
  const hasNoWebsite = index % 6 === 2;
  const hasUnknownCountry = index % 50 === 17;
  const firstName = at(place.first, round);
  const lastName = index % 41 === 40 ? null : at(place.last, index + round);
  return {
    firstName,
    lastName,
    email: hasNoEmail ? null : `${mailbox(firstName, lastName, index)}@${host}`,
    jobTitle: index % 9 === 4 ? null : at(titles, index * 3 + round),
    companyName,
    companyWebsite: hasNoWebsite ? null : host,
    countryCode: hasUnknownCountry ? null : place.country,
    countryRaw: hasUnknownCountry ? 'Atlantis' : null,
    linkedinUrl: `${profile}${index + 1}`,
    yearsInRole: index % 4 === 3 ? null : (index % 23) / 2,
  };
}

/** Returns `ana.perez`, a role, or `contact<n>` for a name without Latin letters. */
function mailbox(firstName: string, lastName: string | null, index: number): string {
  const role = roleOf.get(index);
  if (role !== undefined) return role;
  const plain = [firstName, lastName ?? ''].map((name) => foldText(name).replace(/[^a-z0-9]/gu, ''));
  return plain.every((part) => part !== '') ? plain.join('.') : `contact${index + 1}`;
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('An empty list of samples');
  return found;
}
