/**
 * Typical words of lists of people by language: names, towns, words of companies and headers. Written for this program.
 * `languageModels` learns from them which letters follow each other.
 */
export const languageWords = {
  es: `José Núñez Muñoz Peña García López Martínez Sánchez Pérez González Rodríguez Fernández Gómez Jiménez Iñaki Begoña
    Ángel María Sofía Andrés Álvaro Óscar Úrsula Íñigo Málaga Cádiz Córdoba León México Bogotá España País Compañía
    Teléfono Dirección Dirección Región Código Año Contraseña Señor Teléfono móvil Gestión Ingeniería Atención Güell pingüino`,
  fr: `Éric Hélène Noël François Françoise Jérôme Stéphane Frédéric Sébastien Benoît Gaëlle Zoé Léa Chloé Anaïs Loïc Mickaël
    Lefèvre Lefebvre Côté Bélanger Crêperie Façade Société Général Générale Prénom Téléphone Numéro Adresse région Orléans
    Besançon Nîmes Saint-Étienne Évry Genève Montréal Québec où à déjà août hôtel théâtre cœur sœur œuvre maïs août reçu dû`,
  de: `Jürgen Müller Schröder Köhler Krüger Schäfer Böhm Günther Jörg Björn Käthe Änne Özil Weiß Groß Strauß Straße Grüße
    Größe München Köln Düsseldorf Nürnberg Würzburg Lübeck Göttingen Tübingen Österreich Übersee Gebäude Geschäftsführer
    Geschäftsführerin Verkäufer Händler Bäckerei Brücke für über schön Höhe Prüfung Söhne Zürich Länge Stück`,
  pt: `João José António Simões Conceição Gonçalves Araújo Magalhães Assunção Guimarães Sebastião Inês Luís Vítor Cláudia
    Patrícia Lúcia Mário Júlia Márcia São Brasília Goiânia Belém Évora Função Direção Informática Endereço Telefone Número
    País Região Município Nação Comunicação Gestão Produção Não Mãe Português Comércio Indústria Construções Água Câmara Avó`,
  it: `Niccolò Nicolò Andrà Città Società Attività Qualità Università Forlì Cantù Nuoro Perché è più già però sarà Venerdì
    Lunedì Martedì Responsabilità Libertà Proprietà Contabilità Pubblicità Località Donà Dalmà Noè Mosè Gesù Telefonò caffè`,
  sv: `Åsa Öberg Göran Håkansson Björn Sjöberg Lindström Åberg Älmhult Östersund Malmö Göteborg Västerås Örebro Växjö Luleå
    Jönköping Företag Försäljning Förnamn Efternamn Ägare Åke Märta Söderberg Nyström Hägg Åkesson Öhman Säljare Chef för på`,
  da: `Søren Jørgen Bjørn Åse Kåre Mørk Sørensen Jørgensen Nørgaard Østergaard Ærø Århus Ålborg Køge Næstved Helsingør Smørrebrød
    Grønland Færøerne Høj Kjær Kjærsgaard Lærke Mønsted Rødovre Sønderborg Købmand København Øst Også Først Direktør Sælger`,
  nb: `Bjørn Øyvind Håkon Åse Kjærsti Pål Tromsø Bodø Ålesund Hønefoss Lillestrøm Sørum Bærum Nærøy Møller Ødegård Haugård Lærdal
    Selskapsnavn Førstenavn Etternavn Ærlig Styrer Daglig leder Rådgiver Økonomi Størrelse Næringsliv på før Skøyen Grünerløkka`,
  fi: `Mäkinen Hämäläinen Määttä Jyväskylä Hyvinkää Järvenpää Seinäjoki Äänekoski Väinö Päivi Yrjö Höglund Mäki Hämeenlinna
    Sähköposti Yritys Nimi Tehtävä Myyntipäällikkö Käyttäjä Henkilö Syntymäpäivä Työ Töölö Kyösti Jääskeläinen Pöyry`,
  is: `Þórður Guðmundur Sigurður Jóhanna Ólafur Kristín Björk Ragnheiður Hafnarfjörður Reykjavík Ísland Þór Ægir Gísli Helgi Árni
    Steinunn Guðrún Jónsdóttir Einarsson Fyrirtæki Símanúmer Nafn Íslandsbanki Össur Akureyri Garðabær Mosfellsbær Kópavogur`,
  ca: `Núria Mònica Àngels Òscar Ramón Martí Agustí Lluís Raül Puigcercós València Lleó Lleida Girona Façana Col·legi Paral·lel
    Català Països Telèfon Direcció Població Província Açò Mercè Dolça Bàrbara Gràcia Sarrià`,
  nl: `Renée Chloë Zoë Daniël Noël Joëlle Michaël Israël België Curaçao Financiën Coördinator Reünie Geïnteresseerd Coöperatie
    Één Privé Café Eén Italië Brazilië Categorieën Ideeën Zeeën Patiënt Cliënten Cliënt`,
  pl: `Łukasz Paweł Michał Małgorzata Łucja Dąb Dąbrowski Wałęsa Wiśniewski Wójcik Kamiński Zieliński Szymański Woźniak Kozłowski
    Jabłoński Król Wróbel Stępień Górski Błażej Grażyna Żaneta Świątek Łódź Kraków Poznań Gdańsk Wrocław Białystok Częstochowa
    Rzeszów Toruń Sp. Spółka Imię Nazwisko Województwo Ulica Miasto Przedsiębiorstwo Księgowość Sprzedaż Zarząd Źródło Ćwik
    Święty Państwo Żółć Krzyżanowska Zając Gołąb Jędrzej Wąsik Kałuża Piątek Krawczyk Ślusarz Łoś`,
  cs: `Jiří Tomáš Lukáš Ondřej Matěj Vojtěch Štěpán Řehoř Božena Zdeněk Kateřina Anežka Dvořák Novák Němec Kučera Procházka Pokorný
    Růžička Beneš Fiala Sedláček Doležal Čermák Křížová Hájková Žižka Šťastný Plzeň Brno Ústí České Budějovice Olomouc Hradec
    Králové Příjmení Jméno Společnost Ředitel Obchodní Město Země Výroba Účetní Žďár Třebíč Děčín Přerov Kroměříž Zlín Kůň ďábel`,
  sk: `Ľubomír Ľudmila Šimon Matúš Ján Štefan Žofia Božena Kováč Horváth Tóth Nagy Baláž Molnár Lukáč Kučera Ďurica Čižmár Hudák
    Košice Prešov Žilina Trenčín Banská Bystrica Nitra Meno Priezvisko Spoločnosť Riaditeľ Obchod Mesto Štát Výroba Účtovníctvo
    Poprad Ružomberok Považská Kľúč Päť Ťažký Vŕba Stĺp Môj Ôsmy Kôň`,
  hu: `László Zoltán Gábor Péter István József Ágnes Éva Zsófia Erzsébet Katalin Tünde Gergő Kovács Szabó Tóth Horváth Nagy Varga
    Németh Lakatos Oláh Mészáros Győri Kőszegi Fehér Füle Sándor Győr Pécs Székesfehérvár Nyíregyháza Kecskemét Debrecen Szolnok
    Cég Név Vezetéknév Keresztnév Ügyvezető Értékesítési Igazgató Város Ország Telefonszám Könyvelő Költő Erdős Őrsi Ürömi Űr
    Gyöngyös Hűtő Főnök Működés Tűz`,
  ro: `Ștefan Ştefan Mihăilescu Ionuț Ionuţ Cătălin Mădălina Răzvan Cristină Țepeș Ţepeş Brâncuși Bălan Rădulescu București Bucureşti
    Timișoara Timişoara Iași Iaşi Constanța Constanţa Brașov Braşov Galați Târgu Mureș Bistrița Cluj Județ Județul Prenume Funcție
    Societate Adresă Română România Șef Vânzări Director Comercială Întreprindere Înființat Câmpina Pitești Ploiești Ţară Țară`,
  hr: `Željko Žarko Šime Ćiro Čedo Nikša Đorđe Đuro Krešimir Siniša Saša Nataša Horvat Kovačević Babić Marić Novaković Knežević
    Vuković Marković Petrović Blažević Tomić Perišić Šimić Grgić Božić Čović Đukić Šibenik Požega Zadar Čakovec Poreč Županja Đakovo
    Tvrtka Poduzeće Država Općina Županija Prezime Društvo Kućanstvo`,
  sl: `Jože Matjaž Tomaž Žiga Špela Anže Boštjan Dušan Alenka Uroš Blaž Živa Novak Krajnc Zupančič Kovačič Potočnik Mlakar Vidmar
    Golob Kralj Božič Korošec Hočevar Kočevar Šuštar Maček Čeh Škof Žagar Šmarje Škofja Loka Črnomelj Žalec Radeče Podjetje Država`,
  ru: `Имя Фамилия Отчество Компания Должность Страна Город Телефон Почта Адрес Организация Россия Москва Санкт-Петербург
    Новосибирск Екатеринбург Казань Самара Омск Ростов Уфа Пермь Воронеж Волгоград Иван Пётр Александр Сергей Дмитрий Андрей
    Алексей Михаил Николай Владимир Юрий Анна Мария Елена Ольга Татьяна Наталья Екатерина Светлана Ирина Иванов Петров Смирнов
    Кузнецов Попов Васильев Соколов Новиков Морозов Волков Соловьёва Зайцева Павлова Общество ООО ОАО ЗАО Менеджер Директор
    Бухгалтер Инженер Генеральный Отдел продаж Образец Пробная Образцов Щербаков Журавлёв Фёдоров Цветкова Шишкин Эдуард Хабаров`,
  uk: `Ім’я Прізвище Компанія Посада Країна Місто Телефон Україна Київ Харків Львів Одеса Дніпро Запоріжжя Вінниця Чернівці Івано-Франківськ
    Хмельницький Тернопіль Олександр Сергій Андрій Олексій Михайло Микола Володимир Юрій Ганна Марія Олена Ольга Тетяна Наталія
    Катерина Світлана Ірина Шевченко Коваленко Бондаренко Ткаченко Кравченко Олійник Шевчук Коваль Поліщук Бондар Євген Їжакевич
    Ґонта Директор Менеджер Бухгалтер Відділ Товариство обмеженою відповідальністю`,
  bg: `Име Фамилия Фирма Длъжност Държава Град Телефон България София Пловдив Варна Бургас Русе Стара Загора Плевен Сливен Добрич
    Георги Иван Димитър Николай Петър Христо Стоян Тодор Мария Елена Йорданка Пенка Десислава Иванов Георгиев Димитров Петров
    Николов Христов Стоянов Тодоров Илиев Ангелова Търговски Управител Счетоводител Дружество ООД ЕООД Въпрос Ръководител`,
  sr: `Име Презиме Предузеће Држава Град Србија Београд Нови Сад Ниш Крагујевац Суботица Ђорђе Јован Милош Никола Душан Љубица
    Јелена Марија Ђурђевић Јовановић Петровић Николић Марковић Ђорђевић Стојановић Љубомир Његош Џонић Чачак Ужице Шабац Директор`,
  el: `Όνομα Επώνυμο Εταιρεία Θέση Χώρα Πόλη Τηλέφωνο Διεύθυνση Ελλάδα Αθήνα Θεσσαλονίκη Πάτρα Ηράκλειο Λάρισα Βόλος Ιωάννινα Χανιά
    Γιώργος Γεώργιος Δημήτρης Κώστας Νίκος Γιάννης Παναγιώτης Βασίλης Χρήστος Αθανάσιος Μιχάλης Μαρία Ελένη Κατερίνα Βασιλική
    Σοφία Αγγελική Γεωργία Δήμητρα Παπαδόπουλος Παπαδοπούλου Νικολάου Οικονόμου Γεωργίου Δημητρίου Κωνσταντίνου Διευθυντής
    Πωλήσεων Ανώνυμη Ξενοδοχείο Ψαρράς Ζωή Φώτης Υπεύθυνος`,
  tr: `Ayşe Fatma Gökhan Çağlar Şükrü Işıl İbrahim Özge Gülşen Müge Yıldız Yılmaz Şahin Çelik Öztürk Aydın Özdemir Arslan Doğan
    Kılıç Aslan Çetin Koç Kurt Özkan Şimşek Güneş Bozkurt Erdoğan Taş Yalçın İstanbul İzmir Muğla Eskişehir Şanlıurfa Diyarbakır
    Çanakkale Kütahya Türkiye Soyadı Şirket Ünvan Müdür Müdürü Satış Geliştirme Ülke Şehir Ticaret Sanayi Anonim Şirketi Danışmanlık
    Mühendislik İnşaat Gıda Tekstil Taşımacılık`,
  lt: `Jonas Petraitė Kazlauskas Jankauskienė Stankevičius Vasiliauskaitė Žukauskas Butkevičiūtė Paulauskas Šimkus Čepaitė Žilvinas
    Gediminas Rūta Eglė Jūratė Šiauliai Panevėžys Klaipėda Utėna Mažeikiai Įmonė Vardas Pavardė Šalis Miestas Pareigos Ąžuolas
    Žemaitė Vadovė Lietuva Telšiai Kėdainiai Druskininkai Ūkis Mėnuo Įranga Ryšių Šaulių Žmogų`,
  lv: `Jānis Pēteris Kārlis Jēkabs Mārtiņš Edgars Līga Inga Kristīne Ilze Bērziņš Kalniņš Ozoliņa Liepiņš Krūmiņš Balodis Eglītis
    Zariņš Pētersons Vītols Kļaviņa Rīga Liepāja Jūrmala Rēzekne Ventspils Jēkabpils Vārds Uzvārds Uzņēmums Amats Valsts Pilsēta
    Latvija Direktors Grāmatvedis Šķēle Ģirts Žanis Čaks Sabiedrība ierobežotu atbildību Šņore`,
  et: `Jüri Mäe Tõnu Õnne Ülle Märt Küllike Külli Põder Pärn Kõiv Mägi Sääsk Rätsep Jõgi Kallas Tamm Pärnu Põlva Jõhvi Võru Viljandi
    Ettevõte Nimi Perekonnanimi Müük Müügijuht Öö Ülo Õpetaja Käsi Sõber Töötaja Tšehhov Žanna Šokolaad`,
  he: `שם פרטי משפחה חברה תפקיד מדינה עיר טלפון דואר כתובת ישראל ירושלים תל אביב חיפה ראשון לציון פתח תקווה אשדוד נתניה באר שבע
    דוד משה יוסף יעקב אברהם מיכאל דניאל יונתן אורי נועם שרה רחל לאה מרים חנה אסתר רבקה יעל תמר נועה כהן לוי מזרחי פרץ ביטון
    אברהם פרידמן מלכה אזולאי כץ יוסף עמר מנהל מכירות בעמ הנדסה שיווק`,
  ar: `الاسم الأول اللقب الشركة المنصب الدولة المدينة الهاتف البريد الإلكتروني العنوان مصر القاهرة الإسكندرية الرياض جدة دبي أبوظبي
    بيروت عمان بغداد دمشق الكويت الدوحة محمد أحمد محمود علي حسن حسين عبد الله عبد الرحمن خالد عمر يوسف إبراهيم مصطفى سعيد فاطمة
    عائشة مريم نور سارة ليلى زينب هدى السيد المصري الخطيب شركة مؤسسة المحدودة للتجارة مدير المبيعات مهندس رئيس`,
  fa: `نام خانوادگی شرکت سمت کشور شهر تلفن ایمیل نشانی ایران تهران مشهد اصفهان شیراز تبریز کرج محمد علی رضا حسین مهدی امیر سعید
    زهرا فاطمه مریم لیلا پریسا گیتی ژاله چنگیز احمدی محمدی حسینی کریمی رضایی پور مدیر فروش گروه صنایع بازرگانی`,
  th: `ชื่อ นามสกุล บริษัท จำกัด ตำแหน่ง ประเทศ เมือง โทรศัพท์ อีเมล ที่อยู่ ไทย กรุงเทพมหานคร เชียงใหม่ ภูเก็ต ขอนแก่น นครราชสีมา ชลบุรี
    สมชาย สมหญิง สมศักดิ์ ประเสริฐ สุรชัย วิชัย มานะ มานี สุดา พรทิพย์ อรุณ กิตติ ณัฐ ธนา ศรี ใจดี รักไทย แสงทอง ทองดี วงศ์ใหญ่
    ผู้จัดการ ฝ่ายขาย การตลาด วิศวกร มหาชน`,
  vi: `Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Văn Thị Hữu Đức Ngọc Thành Hùng Dũng Tuấn Hương Lan Phương
    Thảo Linh Hiền Hạnh Công ty Cổ phần Trách nhiệm hữu hạn Hà Nội Hồ Chí Minh Đà Nẵng Hải Phòng Cần Thơ Huế Việt Nam Họ Tên Chức vụ
    Điện thoại Địa chỉ Quốc gia Thành phố Giám đốc Kinh doanh Trưởng phòng`,
  mt: `Ġorġ Ċensu Żaren Ħaż-Żebbuġ Għawdex Malti Żurrieq Birkirkara Ħamrun Ċirkewwa Ġgantija Marsaxlokk Isem Kunjom Kumpanija Pajjiż
    Belt Indirizz Għargħur Siġġiewi Ħal Qormi Mġarr Nadur Żejtun`,
  cy: `Siân Llŷr Gwŷr Tŷ Dŵr Sŵn Ŵyn Cŵn Llanrŵst Gŵyl Ynys Môn Enw Cyfenw Cwmni Swydd Gwlad Tref Ffôn Cyfeiriad Âr Pêl Tân Brân`,
} as const;

/** Frequent characters of names, companies and headers in languages of thousands of characters. */
export const frequentCharacters = {
  zhHans: `王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石
    姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂建国华志
    小玉红春梅晓海峰宇浩然子轩欣怡佳雪婷俊辉鹏飞云波斌公司有限科技股份集团贸易北京上海广州深圳杭州成都南京武汉天津重庆西安苏州市省区县
    路号中国国际电子信息技术网络经理总监销售市场董事长工程师主任姓名称邮箱电话手机职位务部门地址国家城市客户联系人备注日期编号的`,
  zhHant: `陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁卓阮馬
    董美志明雅淑惠玲怡君俊傑宏偉文華國建家豪婷英秀珍芳麗嘉慧欣玉公司有限股份科技集團貿易臺北台灣香港新竹高雄臺中台南桃園市區縣路號中國
    國際電子資訊技術網路經理總監銷售業務董事長工程師主任姓名電子郵件信箱電話手機職稱位部門地址國家城市客戶聯絡人名稱備註日期編號`,
  ja: `佐藤鈴木高橋田中伊渡辺山本村小林加吉井松木清水斎崎森池阿部石川前岡長谷近坂後青福太西島三浦原丸今上野武内金子和宮大久保郎一二美恵由紀
    真智裕健翔香奈花愛優陽菜悠斗蓮株式会社有限東京大阪京都横浜名古屋神戸福岡札幌仙台広市区町県部長課営業担当者氏名前電話番号住所郵便役職
    国代表取締役商事工業製作所技術開発日本人事総務経理企画`,
  ko: `김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지나엄원천방공현함변염여추도소석선설마길연위표명기반
    왕금옥육인맹제모탁국수영희철준은호훈미경숙자동아름상재혜승태용규식종순주식회사서울부산대구인천광대울산름화메일소책부담당대표사과장팀
    업개발기술전산무역화번호메이국가도시직위이름`,
} as const;
