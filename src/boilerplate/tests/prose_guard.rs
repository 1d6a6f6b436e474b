//! Tests of the prose guard: whatever is joined to a story, the story stays.

use super::*;

/// Invented stories of some two hundred words, by language.
const STORIES: [(&str, &[&str]); 5] = [
    (
        "en",
        &[
            "The council of Harrow Falls voted on Tuesday night to rebuild the bridge that the river took away in the spring.",
            "Work will begin in April and last two summers, according to the engineer who drew up the plans for the county.",
            "A ferry carries the children of the east bank to school until then, whatever the weather brings to the valley.",
            "The mill, which burned down in the same week, will not be rebuilt, and its owner has moved to the coast with his sons.",
            "Nobody was hurt on either night, and the insurers have paid out most of what the town had asked them for in June.",
            "“We will not wait until the capital remembers us,” the mayor told the chamber, and she was cheered for a full minute.",
            "The money comes from a fund for small towns, to which the county adds a third of the price of the steel and the stone.",
            "Farmers on the other bank had asked for a second lane, because their tractors need the whole width of the road.",
            "The engineer said that a wider bridge would need new piers, which the bed of the river does not carry at that point.",
            "The council will vote on the price of the ferry at its next meeting, when the harvest is in and the roads are dry.",
        ],
    ),
    (
        "zh",
        &[
            "哈罗镇议会星期二晚上投票决定重建春天被洪水冲走的大桥，工程将于四月开始，预计持续两个夏天才能完成。",
            "设计方案的工程师说，新桥的桥墩将比旧桥更深，因为河床在过去二十年里下降了将近三米，水流也比以前更急。",
            "在大桥建成之前，一艘渡船将每天把东岸的孩子们送到学校，无论天气如何，船长已经答应冬天也不会停航。",
            "同一个星期被烧毁的磨坊不会重建，磨坊的主人已经带着两个儿子搬到海边去了，他说自己再也不想看到那条河。",
            "两个晚上都没有人受伤，保险公司已经支付了镇上要求的大部分赔偿，其余的部分将在明年春天之前付清。",
            "镇长在会议上说，我们不会等到首都想起我们的那一天，她的话赢得了长达一分钟的掌声，许多人站了起来。",
            "资金来自一个专门帮助小城镇的基金，县政府将承担钢材和石料三分之一的费用，其余的由镇上的居民分担。",
            "对岸的农民曾经要求修建第二条车道，因为他们的拖拉机需要占用整条道路的宽度，但是工程师没有同意这个要求。",
        ],
    ),
    (
        "ar",
        &[
            "صوت مجلس بلدة هارو مساء الثلاثاء لصالح إعادة بناء الجسر الذي جرفه النهر في الربيع، وسيبدأ العمل في نيسان ويستمر صيفين كاملين.",
            "وقال المهندس الذي وضع المخططات إن الدعامات الجديدة ستكون أعمق من القديمة، لأن قاع النهر انخفض كثيرا خلال عشرين عاما.",
            "وستنقل عبارة أطفال الضفة الشرقية إلى المدرسة حتى ذلك الحين، مهما كان الطقس، ووعد الربان بألا يتوقف في الشتاء.",
            "أما الطاحونة التي احترقت في الأسبوع نفسه فلن يعاد بناؤها، وقد انتقل صاحبها مع ولديه إلى الساحل ولا يريد أن يرى النهر.",
            "ولم يصب أحد في الليلتين، ودفعت شركات التأمين معظم ما طلبته البلدة منها في حزيران، وستدفع الباقي قبل الربيع المقبل.",
            "وقالت رئيسة البلدية أمام المجلس إنها لن تنتظر حتى تتذكرها العاصمة، وصفق لها الحاضرون دقيقة كاملة ووقف كثيرون منهم.",
            "ويأتي المال من صندوق للبلدات الصغيرة، وتضيف إليه المقاطعة ثلث ثمن الفولاذ والحجارة، ويدفع السكان ما تبقى من المبلغ.",
            "وكان المزارعون على الضفة الأخرى قد طلبوا مسارا ثانيا، لأن جراراتهم تحتاج إلى عرض الطريق كله، لكن المهندس رفض ذلك.",
            "وسيصوت المجلس على ثمن العبارة في اجتماعه المقبل، حين ينتهي الحصاد وتجف الطرق التي تقود إلى الضفة الشرقية من النهر.",
        ],
    ),
    (
        "hi",
        &[
            "हैरो नगर की परिषद ने मंगलवार की रात उस पुल को फिर से बनाने का फैसला किया जिसे नदी वसंत में बहा ले गई थी।",
            "काम अप्रैल में शुरू होगा और दो गर्मियों तक चलेगा, यह बात उस इंजीनियर ने कही जिसने जिले के लिए नक्शे बनाए हैं।",
            "तब तक एक नाव पूर्वी किनारे के बच्चों को स्कूल ले जाएगी, चाहे मौसम कैसा भी हो, और मल्लाह ने सर्दियों में भी चलने का वादा किया है।",
            "उसी सप्ताह जली हुई चक्की फिर से नहीं बनेगी, और उसका मालिक अपने बेटों के साथ समुद्र के किनारे चला गया है।",
            "दोनों रातों में किसी को चोट नहीं आई, और बीमा कंपनियों ने नगर की माँगी हुई रकम का बड़ा हिस्सा चुका दिया है।",
            "महापौर ने परिषद से कहा कि हम राजधानी के याद करने तक इंतजार नहीं करेंगे, और लोगों ने पूरे एक मिनट तक ताली बजाई।",
            "पैसा छोटे नगरों के एक कोष से आता है, जिसमें जिला लोहे और पत्थर की कीमत का एक तिहाई हिस्सा अपनी ओर से जोड़ता है।",
            "दूसरे किनारे के किसानों ने दूसरी सड़क माँगी थी, क्योंकि उनके ट्रैक्टर को पूरी सड़क की चौड़ाई चाहिए होती है।",
            "परिषद अगली बैठक में नाव के किराए पर मतदान करेगी, जब फसल कट चुकी होगी और रास्ते सूख चुके होंगे।",
        ],
    ),
    (
        "th",
        &[
            "สภาเมืองฮาร์โรว์ลงมติเมื่อคืนวันอังคารให้สร้างสะพานที่แม่น้ำพัดพาไปในฤดูใบไม้ผลิขึ้นใหม่โดยงานจะเริ่มในเดือนเมษายนและใช้เวลาสองฤดูร้อน",
            "วิศวกรผู้ออกแบบกล่าวว่าตอม่อใหม่จะลึกกว่าเดิมเพราะท้องแม่น้ำลดต่ำลงเกือบสามเมตรในช่วงยี่สิบปีที่ผ่านมาและกระแสน้ำก็แรงกว่าแต่ก่อน",
            "จนกว่าสะพานจะเสร็จเรือข้ามฟากจะพาเด็กจากฝั่งตะวันออกไปโรงเรียนทุกวันไม่ว่าอากาศจะเป็นอย่างไรและกัปตันสัญญาว่าจะไม่หยุดในฤดูหนาว",
            "โรงสีที่ไหม้ในสัปดาห์เดียวกันจะไม่ถูกสร้างใหม่และเจ้าของย้ายไปอยู่ริมทะเลกับลูกชายสองคนแล้วเขาบอกว่าไม่อยากเห็นแม่น้ำสายนั้นอีก",
            "ไม่มีใครได้รับบาดเจ็บในทั้งสองคืนและบริษัทประกันได้จ่ายเงินส่วนใหญ่ที่เมืองขอไปในเดือนมิถุนายนส่วนที่เหลือจะจ่ายก่อนฤดูใบไม้ผลิหน้า",
            "นายกเทศมนตรีกล่าวต่อสภาว่าเราจะไม่รอจนกว่าเมืองหลวงจะนึกถึงเราและผู้คนปรบมือให้เธอนานหนึ่งนาทีเต็มหลายคนลุกขึ้นยืน",
            "เงินมาจากกองทุนสำหรับเมืองเล็กซึ่งทางเขตจะสมทบหนึ่งในสามของราคาเหล็กและหินส่วนที่เหลือชาวเมืองจะช่วยกันจ่ายตลอดสองปีข้างหน้า",
        ],
    ),
];

static MODEL: std::sync::LazyLock<Model> = std::sync::LazyLock::new(Model::built_in);

/// Cleans a text with rules and, if `model` is set, the model at its most thorough.
fn cleaned(text: &str, language: Option<&str>, model: bool) -> (String, usize) {
    let headlines = Headlines::default();
    let context = Context {
        rulebook: Rulebook::built_in(),
        headlines: &headlines,
        site: None,
        model: model.then_some((&*MODEL, Cleaning::Thorough)),
        model_last: false,
        language,
        day_month: DayMonth::Unknown,
    };
    let mut draft = Draft::new(text);
    let mut fields = Fields::default();
    for _ in 0..10 {
        let decision = decide(draft.text(), &fields, &context);
        let held = decision.held_back.len();
        fields.headline = fields.headline.take().or(decision.fields.headline);
        if draft.apply(decision.changes) == 0 {
            return (draft.finish().0, held);
        }
    }
    panic!("the changes of {text:?} do not end");
}

fn examples() -> impl Iterator<Item = (&'static Rule, String)> {
    let rules = Rulebook::built_in().rules();
    rules.flat_map(|rule| {
        rule.removes.iter().map(move |e| (rule, e.replace("[[", "").replace("]]", "")))
    })
}

#[test]
fn no_rule_takes_a_story_on_the_same_line() {
    let mut lost = Vec::new();
    for (rule, example) in examples() {
        for (language, sentences) in STORIES {
            if rule.languages.first().is_some_and(|own| own != language) && language != "en" {
                continue;
            }
            let story = sentences.join(if language == "zh" || language == "th" { "" } else { " " });
            for text in [
                format!("{example} {story}"),
                format!("{story} {example}"),
                format!("{example} {story} {example}"),
            ] {
                let spoken = rule.languages.first().map_or(language, String::as_str);
                let (out, _) = cleaned(&text, Some(spoken), false);
                if let Some(gone) = sentences.iter().find(|sentence| !out.contains(**sentence)) {
                    lost.push(format!("{} {language}: {gone:.60} | {out:.120}", rule.id));
                }
            }
        }
    }
    lost.dedup();
    assert!(lost.is_empty(), "{} lost:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn neither_does_the_model_at_its_most_thorough() {
    for (rule, example) in examples().step_by(7) {
        let (language, sentences) = STORIES[0];
        let text = format!("{example} {}", sentences.join(" "));
        let (out, _) = cleaned(&text, Some(language), true);
        assert!(sentences.iter().all(|s| out.contains(s)), "{}: {out}", rule.id);
    }
}

#[test]
fn what_was_held_back_is_recorded() {
    let (_, sentences) = STORIES[0];
    let story = sentences.join(" ");
    let text = format!("Enlarge this image toggle caption Jane Roe/HP {story}");
    let (out, held) = cleaned(&text, Some("en"), false);
    assert_eq!((out.as_str(), held), (text.as_str(), 1));
    assert_eq!(cleaned(&story, Some("en"), false), (story.clone(), 0));
}

#[test]
fn a_sentence_at_the_end_of_a_long_line_goes_alone() {
    let (_, sentences) = STORIES[0];
    let story = sentences.join(" ");
    let held = format!("Enlarge this image toggle caption Jane Roe/HP {story}");
    let text = format!("{held} All rights reserved.");
    assert_eq!(cleaned(&text, Some("en"), false).0, held);
}

#[test]
fn a_gallery_of_many_captions_still_goes() {
    let caption = "The river at its height in the spring of the year, seen from the old mill. Hide Caption 4 of 6 ";
    let (_, sentences) = STORIES[0];
    let story = sentences.join("\n\n");
    let text = format!("{story}\n\nPhotos: The flood {}", caption.repeat(12));
    assert_eq!(cleaned(&text, Some("en"), false).0.trim_end(), story);
}

#[test]
fn a_long_list_without_prose_is_not_removed_altogether() {
    let text = "Watch live TV\nSign up for our newsletter\nShare on Facebook\n".repeat(20);
    assert!(!cleaned(&text, Some("en"), true).0.trim().is_empty());
}

/// Words were once counted by spaces, and Chinese has none.
#[test]
fn a_text_without_spaces_is_not_removed_altogether() {
    let sentences = [
        "哈罗镇议会星期二投票决定重建大桥。",
        "工程将于四月开始，持续两个夏天。",
        "渡船将每天把孩子们送到学校。",
        "被烧毁的磨坊不会重建，主人已经搬到海边。",
        "两个晚上都没有人受伤。",
        "镇长说，我们不会等到首都想起我们。",
        "资金来自一个帮助小城镇的基金。",
        "对岸的农民要求修建第二条车道。",
        "工程师没有同意这个要求。",
        "议会将在下次会议上表决渡船的价格。",
    ];
    let each = |sentence: &&str| format!("Contact the writer at jane@harrow.example {sentence}");
    let text = sentences.iter().map(each).collect::<Vec<_>>().join("\n");
    let (left, _) = cleaned(&text, None, false);
    assert!(sentences.iter().all(|sentence| left.contains(sentence)), "{left}");
}
