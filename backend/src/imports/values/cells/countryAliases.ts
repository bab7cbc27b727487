/**
 * Names of countries that are in no list: usual, adjectival (`French Republic`), former ones with one successor
 * (ISO 3166-3), and those that the rule for forms of government leaves out because they are ambiguous without their
 * form (`Korea`, `Congo`, `China`). Separated by `;`.
 */
export const countryAliases: Record<string, string> = {
  AE: 'emirates; emiratos arabes; eau; uae; vae',
  AG: 'antigua',
  AR: 'argentine republic; argentinische republik; republique argentine',
  AT: 'oesterreich',
  BA: 'bosnia; bosnia herzegovina; bosnia and herzegowina; bosnia and herz; bih',
  BF: 'upper volta; haute volta; obervolta',
  BJ: 'dahomey',
  BL: 'saint barthelemy; saint barth',
  BN: 'nation of brunei',
  BW: 'bechuanaland',
  BY: 'byelorussia; belorussia; white russia; weissrussland; bielorussia',
  BZ: 'british honduras',
  CD: `drc; dr congo; zaire; congo kinshasa; congo democratic republic; congo democratic republic of the;
    democratic republic of the congo; democratic republic of the congo kinshasa; democratic republic of congo; democratic republic congo; dem rep of congo;
    republica democratica do congo; republica democratica del congo; republique democratique du congo;
    demokratische republik kongo; repubblica democratica del congo; democratische republiek congo; rd congo; rdc`,
  CF: 'central african rep; republique centrafricaine; republica centroafricana; zentralafrikanische republik',
  CG: `congo; congo brazzaville; congo republic of the; republic of the congo; republic of congo; republic congo;
    republic of the congo brazzaville; republique du congo; republica del congo; republik kongo; repubblica del congo; peoples republic of the congo`,
  CH: `swiss confederation; schweizerische eidgenossenschaft; confederation suisse; confederazione svizzera;
    confederacion suiza; confederacao suica; zwitserse bondsstaat; confoederatio helvetica`,
  CI: 'cote divoire; ivory coast',
  CN: `prc; pr china; china pr; peoples republic of china; peoples republic china; mainland china; china mainland;
    volksrepublik china; vr china; republique populaire de chine; republica popular china; republica popular de china;
    republica popular da china; repubblica popolare cinese; volksrepubliek china; 中华人民共和国`,
  CV: 'cape verde islands',
  CZ: `czech; czech rep; tschechei; tschechische republik; republique tcheque; republica checa; repubblica ceca;
    tsjechische republiek; republika czeska; ceska republika`,
  DE: `federal republic of germany; frg; bundesrepublik deutschland; brd; west germany; east germany; westdeutschland;
    ostdeutschland; ddr; gdr; german democratic republic; deutsche demokratische republik`,
  DM: 'commonwealth of dominica',
  DO: `dominican rep; rep dominicana; dominican republic; republica dominicana; republique dominicaine;
    dominikanische republik; repubblica dominicana`,
  EH: 'w sahara',
  ET: 'abyssinia',
  FK: 'malvinas; islas malvinas',
  FO: 'faeroe islands; faeroes',
  FR: `french republic; republique francaise; franzosische republik; republica francesa; repubblica francese;
    metropolitan france; france metropolitan; france metropolitaine`,
  GA: 'gabonese republic; republique gabonaise',
  GB: `england uk; scotland uk; wales uk; great britain; britain; england; scotland; wales; northern ireland; gb eng; inglaterra; gran bretana; angleterre;
    inghilterra; gran bretagna; anglia; engeland; grossbritannien; vk; ireland northern;
    united kingdom of great britain and northern ireland; great britain and northern ireland; u k`,
  GH: 'gold coast',
  GQ: 'eq guinea; equat guinea',
  GR: 'el; hellenic republic; republique hellenique; republica helenica; hellenische republik; repubblica ellenica',
  GS: 'south georgia',
  GY: 'british guiana',
  HK: `hong kong sar; hong kong china; china hong kong; hong kong sar china; china hong kong sar;
    hong kong special administrative region; hong kong special administrative region of china;
    china hong kong special administrative region`,
  IE: 'eire; republic of ireland; irish republic; southern ireland; ireland republic',
  IR: 'persia',
  IT: 'italian republic; repubblica italiana; italienische republik; republique italienne; republica italiana',
  JP: '日本国',
  KG: 'kirghizia; kirgizia; kirgistan; kyrgyz republic; kirgisische republik; kyrgyz rep',
  KH: 'kampuchea',
  KN: 'saint kitts nevis; saint kitts',
  KP: `n korea; dprk; north korea; korea north; democratic peoples republic of korea; democratic peoples republic korea;
    peoples democratic republic of korea; korea democratic peoples republic of; korea dpr;
    republique populaire democratique de coree; demokratische volksrepublik korea;
    republica popular democratica de corea; repubblica popolare democratica di corea`,
  KR: `korea republic of south; korea; 한국; rok; s korea; south korea; korea south; corea; coree; republic of korea; republic of korea south; republic korea; korea republic;
    republik korea; republique de coree; republica de corea; repubblica di corea; republiek korea`,
  LA: 'lao pdr; lao peoples democratic republic; lao',
  LB: 'lebanese republic; republique libanaise',
  LK: 'ceylon',
  LS: 'basutoland',
  LY: 'libyan arab jamahiriya; libyan jamahiriya; socialist peoples libyan arab jamahiriya',
  MK: 'macedonia fyr; fyr macedonia; fyrom; macedonia; mazedonien; macedonie; macedonia fyrom',
  MM: 'burma; birmania; birmanie; birma',
  MO: `macao sar; macau sar; macao china; macau china; china macao; china macau; macao sar china; macau sar china;
    china macao sar; macao special administrative region; macao special administrative region of china;
    china macao special administrative region`,
  MW: 'nyasaland',
  MX: 'mejico; united mexican states; estados unidos mexicanos',
  NL: 'holland; holanda; hollande; olanda',
  NZ: 'n zealand; aotearoa',
  PH: 'phillipines; philipines',
  PS: `palestine; palestinian territories; palestinian territory; occupied palestinian territory;
    palestinian territory occupied; occupied palestinian territories; west bank and gaza; west bank and gaza strip`,
  PT: 'portuguese republic; republica portuguesa; portugiesische republik; republique portugaise; repubblica portoghese',
  RU: 'рф; russian fed; russian federation; российская федерация; rossiya',
  SA: 'ksa',
  SH: 'saint helena ascension and tristan da cunha; saint helena',
  SJ: 'svalbard and jan mayen islands; svalbard and jan mayen',
  SK: 'slovenska republika; slovak republic; slovak rep; slowakische republik; republique slovaque; republica eslovaca; repubblica slovacca',
  SR: 'dutch guiana; surinam',
  SS: 's sudan',
  SX: 'saint maarten dutch part',
  SY: 'syrian arab republic; syrian arab rep',
  SZ: 'swaziland',
  TC: 'turks and caicos',
  TG: 'togolese republic; republique togolaise',
  TH: 'siam',
  TL: 'east timor; timor east',
  TN: 'tunisian republic; republique tunisienne',
  TR: 'turkiye cumhuriyeti',
  TT: 'trinidad',
  TW: `republic of china; taiwan roc; taiwan china; taiwan province of china; chinese taipei; formosa; 台湾`,
  US: `us of america; usa; us of a; us; america; united states; estados unidos de america; eeuu; ee uu; eua; vsa; vs;
    etats unis damerique; 美国; 美利坚合众国`,
  VA: 'vatican; vatican city; vatican city state; holy see; holy see vatican city state',
  VC: 'saint vincent; saint vincent and the grenadines; saint vin and gren',
  VG: 'virgin islands british; british virgin islands; bvi',
  VI: 'virgin islands us; us virgin islands; united states virgin islands; usvi',
  VU: 'new hebrides',
  WF: 'wallis and futuna islands; wallis and futuna',
  WS: 'western samoa',
  XK: 'rks; kosovo unscr 1244; kosovo under unsc res 1244; kosovo under unscr 1244',
  YE: 'south yemen; north yemen',
  ZA: 'rsa; s africa',
  ZM: 'northern rhodesia',
  ZW: 'southern rhodesia; rhodesia',
};

/**
 * Three-letter codes beside ISO 3166-1: user-assigned ones (Kosovo), those of the World Bank and the IMF, and former
 * ones of countries that only changed their name.
 */
export const otherCodes: Record<string, string> = {
  xkx: 'XK',
  xkk: 'XK',
  xks: 'XK',
  uvk: 'XK',
  ksv: 'XK',
  ado: 'AD',
  imy: 'IM',
  wbg: 'PS',
  bur: 'MM',
  zar: 'CD',
  tmp: 'TL',
  rom: 'RO',
  bys: 'BY',
  hvo: 'BF',
  dhy: 'BJ',
  rho: 'ZW',
  nhb: 'VU',
  fxx: 'FR',
  ymd: 'YE',
  vdr: 'VN',
};

/** Names of a country in one language that mean other places in others (a region, a river). */
export const uncertainNames = ['guiana', 'columbia', 'man', 'mena', 'mon'];
