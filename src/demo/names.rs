//! Names in many scripts, each with its Latin spelling for the e-mail address.

/// How a name is put together.
#[derive(Clone, Copy)]
pub enum Order {
    GivenFirst,
    /// Without a space, as in Chinese, Japanese and Korean.
    FamilyFirst,
}

pub type Spelled = (&'static str, &'static str);

pub struct Names {
    pub language: &'static str,
    pub order: Order,
    /// How many of a hundred contacts have such a name.
    pub share: usize,
    pub given: &'static [Spelled],
    pub family: &'static [Spelled],
}

pub const NAMES: [Names; 14] = [
    Names {
        language: "en",
        order: Order::GivenFirst,
        share: 44,
        given: &[
            ("Amelia", "amelia"), ("Noah", "noah"), ("Grace", "grace"), ("Elijah", "elijah"), ("Ruth", "ruth"),
            ("Malik", "malik"), ("Hannah", "hannah"), ("Oscar", "oscar"), ("Imani", "imani"), ("Theodore", "theodore"),
            ("Naomi", "naomi"), ("Calvin", "calvin"), ("Josephine", "josephine"), ("Desmond", "desmond"), ("Maeve", "maeve"),
            ("Curtis", "curtis"), ("Beatrice", "beatrice"), ("Wesley", "wesley"), ("Priscilla", "priscilla"), ("Jerome", "jerome"),
        ],
        family: &[
            ("Whitfield", "whitfield"), ("Okafor", "okafor"), ("Harper", "harper"), ("Lindqvist", "lindqvist"), ("Marsh", "marsh"),
            ("Donnelly", "donnelly"), ("Price", "price"), ("Castellan", "castellan"), ("Ashworth", "ashworth"), ("Boateng", "boateng"),
            ("Sinclair", "sinclair"), ("Rowe", "rowe"), ("Fairbanks", "fairbanks"), ("O’Malley", "omalley"), ("Delacroix", "delacroix"),
            ("Huang-Reyes", "huang-reyes"), ("Tate", "tate"), ("Winslow", "winslow"), ("Abernathy", "abernathy"), ("Quill", "quill"),
        ],
    },
    Names {
        language: "es",
        order: Order::GivenFirst,
        share: 12,
        given: &[
            ("Lucía", "lucia"), ("Andrés", "andres"), ("Inés", "ines"), ("Joaquín", "joaquin"), ("Begoña", "begona"),
            ("Raúl", "raul"), ("Ximena", "ximena"), ("Ángel", "angel"),
        ],
        family: &[
            ("Núñez", "nunez"), ("Ibáñez", "ibanez"), ("Castaño", "castano"), ("Peña", "pena"), ("Zúñiga", "zuniga"),
            ("de la Cruz", "delacruz"), ("Muñoz", "munoz"), ("Güemes", "guemes"),
        ],
    },
    Names {
        language: "pl",
        order: Order::GivenFirst,
        share: 6,
        given: &[("Łucja", "lucja"), ("Zbigniew", "zbigniew"), ("Małgorzata", "malgorzata"), ("Paweł", "pawel"), ("Żaneta", "zaneta"), ("Grażyna", "grazyna")],
        family: &[("Wójcik", "wojcik"), ("Gołębiewska", "golebiewska"), ("Źrebiec", "zrebiec"), ("Dąbrowska", "dabrowska"), ("Świątek", "swiatek"), ("Kaźmierczak", "kazmierczak")],
    },
    Names {
        language: "de",
        order: Order::GivenFirst,
        share: 5,
        given: &[("Jürgen", "juergen"), ("Käthe", "kaethe"), ("Björn", "bjoern"), ("Änne", "aenne"), ("Götz", "goetz"), ("Liesel", "liesel")],
        family: &[("Groß", "gross"), ("Müller-Lüdenscheidt", "mueller"), ("Schäfer", "schaefer"), ("Weiß", "weiss"), ("Öttinger", "oettinger"), ("Krüger", "krueger")],
    },
    Names {
        language: "fr",
        order: Order::GivenFirst,
        share: 5,
        given: &[("Chloé", "chloe"), ("Benoît", "benoit"), ("Éloïse", "eloise"), ("François", "francois"), ("Maëlle", "maelle"), ("Théo", "theo")],
        family: &[("Lefèvre", "lefevre"), ("Garçon", "garcon"), ("d’Aubigné", "daubigne"), ("Bœuf", "boeuf"), ("Noël", "noel"), ("Châtelain", "chatelain")],
    },
    Names {
        language: "ru",
        order: Order::GivenFirst,
        share: 4,
        given: &[("Анна", "anna"), ("Дмитрий", "dmitry"), ("Екатерина", "ekaterina"), ("Фёдор", "fyodor"), ("Юлия", "yulia"), ("Михаил", "mikhail")],
        family: &[("Соколов", "sokolov"), ("Щербакова", "shcherbakova"), ("Жуков", "zhukov"), ("Королёва", "korolyova"), ("Цветаев", "tsvetaev"), ("Ильина", "ilyina")],
    },
    Names {
        language: "el",
        order: Order::GivenFirst,
        share: 3,
        given: &[("Ελένη", "eleni"), ("Γιώργος", "giorgos"), ("Χριστίνα", "christina"), ("Νίκος", "nikos"), ("Σοφία", "sofia")],
        family: &[("Παπαδόπουλος", "papadopoulos"), ("Οικονόμου", "oikonomou"), ("Βασιλείου", "vasileiou"), ("Καραγιάννης", "karagiannis")],
    },
    Names {
        language: "ar",
        order: Order::GivenFirst,
        share: 4,
        given: &[("فاطمة", "fatima"), ("يوسف", "yusuf"), ("ليلى", "layla"), ("عمر", "omar"), ("نور", "nour"), ("خالد", "khalid")],
        family: &[("الحسن", "alhassan"), ("حداد", "haddad"), ("منصور", "mansour"), ("الخطيب", "alkhatib"), ("سليمان", "suleiman")],
    },
    Names {
        language: "he",
        order: Order::GivenFirst,
        share: 2,
        given: &[("נועה", "noa"), ("דוד", "david"), ("תמר", "tamar"), ("אורי", "uri"), ("שירה", "shira")],
        family: &[("כהן", "cohen"), ("לוי", "levi"), ("מזרחי", "mizrahi"), ("פרידמן", "friedman"), ("ביטון", "biton")],
    },
    Names {
        language: "zh",
        order: Order::FamilyFirst,
        share: 4,
        given: &[("小明", "xiaoming"), ("丽华", "lihua"), ("建国", "jianguo"), ("思雨", "siyu"), ("子轩", "zixuan"), ("美玲", "meiling")],
        family: &[("王", "wang"), ("李", "li"), ("张", "zhang"), ("陈", "chen"), ("刘", "liu"), ("欧阳", "ouyang")],
    },
    Names {
        language: "ja",
        order: Order::FamilyFirst,
        share: 3,
        given: &[("花子", "hanako"), ("太郎", "taro"), ("さくら", "sakura"), ("健一", "kenichi"), ("美咲", "misaki"), ("翔", "sho")],
        family: &[("佐藤", "sato"), ("鈴木", "suzuki"), ("高橋", "takahashi"), ("渡辺", "watanabe"), ("小林", "kobayashi")],
    },
    Names {
        language: "ko",
        order: Order::FamilyFirst,
        share: 3,
        given: &[("민준", "minjun"), ("서연", "seoyeon"), ("지우", "jiwoo"), ("하은", "haeun"), ("도윤", "doyun")],
        family: &[("김", "kim"), ("이", "lee"), ("박", "park"), ("최", "choi"), ("정", "jung")],
    },
    Names {
        language: "hi",
        order: Order::GivenFirst,
        share: 3,
        given: &[("प्रिया", "priya"), ("अर्जुन", "arjun"), ("दीपिका", "deepika"), ("राहुल", "rahul"), ("अनन्या", "ananya")],
        family: &[("शर्मा", "sharma"), ("पटेल", "patel"), ("वर्मा", "verma"), ("गुप्ता", "gupta"), ("त्रिपाठी", "tripathi")],
    },
    Names {
        language: "th",
        order: Order::GivenFirst,
        share: 2,
        given: &[("สมชาย", "somchai"), ("มาลี", "mali"), ("ปรียา", "preeya"), ("ชัยวัฒน์", "chaiwat"), ("นภา", "napha")],
        family: &[("ศรีสุข", "srisuk"), ("วงศ์ทอง", "wongthong"), ("แสงจันทร์", "saengchan"), ("บุญมี", "boonmee")],
    },
];
