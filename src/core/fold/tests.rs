use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::Folder;

/// What `js/unfold.js` does.
struct Unfolding<'f> {
    folder: &'f Folder,
    values: std::vec::IntoIter<Value>,
    parts: std::vec::IntoIter<Vec<Value>>,
}

impl Unfolding<'_> {
    fn next(&mut self) -> Option<Value> {
        if self.values.len() == 0 {
            self.values = self.parts.next()?.into_iter();
        }
        let code = self.values.next()?.as_i64()?;
        let Ok(shape) = u16::try_from(code) else {
            let length = -1 - code;
            let elements = (0..length >> 1).map(|_| self.field(length & 1 == 1));
            return elements.collect::<Option<Vec<_>>>().map(Value::from);
        };
        let definition = self.folder.definition(shape)?;
        let (keys, nested): (Vec<String>, Vec<u8>) = serde_json::from_str(&definition).ok()?;
        let mut object = Map::new();
        for (key, nested) in keys.into_iter().zip(nested) {
            object.insert(key, self.field(nested == 1)?);
        }
        Some(object.into())
    }

    fn field(&mut self, nested: bool) -> Option<Value> {
        if nested {
            self.next()
        } else {
            self.values.next()
        }
    }
}

/// What `text` says, by way of its folded form; `None` if it was not folded or is no JSON.
fn read(folder: &mut Folder, text: &[u8]) -> Option<Value> {
    let made = folder.fold(text)?;
    let mut parts = made.parts().iter().map(|part| match parsed(part)? {
        Value::Array(values) => Some(values),
        _ => None,
    });
    let values = parts.next()??.into_iter();
    let parts = parts.collect::<Option<Vec<_>>>()?.into_iter();
    let mut unfolding = Unfolding {
        folder,
        values,
        parts,
    };
    let value = unfolding.next()?;
    assert_eq!(
        (unfolding.values.len(), unfolding.parts.len()),
        (0, 0),
        "nothing is left over"
    );
    Some(value)
}

/// The same after the shapes of `text` have become known.
fn learn(text: &str) -> Option<Value> {
    let mut folder = Folder::default();
    (0..20).find_map(|_| read(&mut folder, text.as_bytes()))
}

#[test]
fn an_object_is_its_shape_and_what_it_holds() {
    let mut folder = Folder::default();
    let text = br#"{"id":7,"tags":["a","b"],"user":{"id":1}}"#;
    let made = (0..20).find_map(|_| folder.fold(text)).unwrap();
    let shown: Vec<_> = made
        .parts()
        .iter()
        .map(|part| String::from_utf8_lossy(part))
        .collect();
    let shown = shown.concat().replace(' ', "");

    assert_eq!(shown, r#"[1,7,-5,"a","b",0,1]"#);
    assert_eq!(
        folder.definition(1).unwrap(),
        r#"[["id","tags","user"],[0,1,1]]"#
    );
    assert_eq!(folder.definition(0).unwrap(), r#"[["id"],[0]]"#);
    assert_eq!(folder.definition(2), None);
}

#[test]
fn a_shape_is_used_once_it_is_worth_it() {
    let mut folder = Folder::default();
    let made: Vec<_> = (0..10)
        .map(|_| folder.fold(b"{\"a\":1}").is_some())
        .collect();
    assert_eq!(made.iter().filter(|made| !**made).count(), 7);
    assert!(made.is_sorted());
}

#[test]
fn the_same_keys_with_and_without_objects_are_two_shapes() {
    let mut folder = Folder::default();
    for _ in 0..20 {
        for text in [r#"{"a":null}"#, r#"{"a":{}}"#, r#"{"a":[]}"#] {
            if let Some(value) = read(&mut folder, text.as_bytes()) {
                assert_eq!(value, serde_json::from_str::<Value>(text).unwrap());
            }
        }
    }
    let mut shapes: Vec<_> = (0..4)
        .filter_map(|shape| folder.definition(shape))
        .collect();
    shapes.sort();
    assert_eq!(shapes, [r#"[["a"],[0]]"#, r#"[["a"],[1]]"#, "[[],[]]"]);
}

#[test]
fn space_anywhere_changes_nothing() {
    let text = " \r\n{ \"a\" :\t1 , \"b\" : [ 1 , 2 ] , \"c\" : [ { } , [ ] ] } \n";
    assert_eq!(
        learn(text),
        Some(json!({"a": 1, "b": [1, 2], "c": [{}, []]}))
    );
}

#[test]
fn a_string_ends_at_its_first_quote_that_is_not_escaped() {
    for length in 0..100 {
        let filling = "x".repeat(length);
        for end in ["", "\"", "\\", "\\\"", "\"\\", "\\\\", "\n\"\"x\\"] {
            let value = json!([format!("{filling}{end}"), format!("{end}{filling}"), 1]);
            assert_eq!(learn(&value.to_string()), Some(value));
        }
    }
}

#[test]
fn keys_that_begin_alike_are_told_apart() {
    for length in 0..50 {
        let alike = "x".repeat(length);
        let object = |ends: [&str; 2]| {
            let keys = ends.map(|end| format!("\"{alike}{end}\":\"{alike}{end}\""));
            format!("{{{},\"{alike}\":0}}", keys.join(","))
        };
        let text = [["a", "b"], ["b", "a"], ["b", "c"], ["aa", "b"]].map(object);
        let text = format!("[{}]", text.join(","));
        let value = serde_json::from_str::<Value>(&text).unwrap();
        assert_eq!(learn(&text), Some(value), "{text}");
    }
}

#[test]
fn long_texts_come_in_parts() {
    let item = json!({"text": "x".repeat(1000), "more": [1, 2]});
    let list = Value::from(vec![item; 300]);
    let text = list.to_string();
    let mut folder = Folder::default();
    assert!(folder.fold(text.as_bytes()).is_none());

    assert!(folder.fold(text.as_bytes()).unwrap().parts().len() > 3);
    assert_eq!(read(&mut folder, text.as_bytes()), Some(list));
}

#[test]
fn what_is_not_well_formed_is_not_folded() {
    for text in [
        "",
        " ",
        "{",
        "[",
        "}",
        "{}}",
        "{} {}",
        "[] 1",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\" 1}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{\"a\":1 2}",
        "{\"a\":1;\"b\":2}",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{\"a\":1]",
        "[\"a]",
        "[\"a\\\"]",
        "{\"a",
        "{\"a\":\"",
        "1",
        "\"a\"",
        "null",
    ] {
        assert_eq!(learn(text), None, "{text}");
    }
}

#[test]
fn what_a_constructor_would_say_otherwise_is_not_folded() {
    for text in [
        r#"{"__proto__":{}}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"b":1,"a":{}}"#,
        r#"{"\u0061":1}"#,
        "{\"a\nb\":1}",
        "[1,{}]",
        "[{},1]",
        "[[],1]",
    ] {
        assert_eq!(learn(text), None, "{text}");
    }
    let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(learn(&deep(64)).is_some());
    assert_eq!(learn(&deep(65)), None);
}

#[test]
fn values_as_keys_use_no_memory_up_and_keep_no_shape_from_being_learnt() {
    let mut folder = Folder::default();
    let early = r#"{"early":[{"a":1,"b":2},{"a":1,"c":2}]}"#;
    let late = r#"{"late":[{"a":1,"b":2},{"a":1,"d":2}]}"#;
    for known in [early, late] {
        (0..20).for_each(|_| drop(folder.fold(known.as_bytes())));
        for n in 0..50_000 {
            let text = format!("{{\"a\":{{\"key {n}\":{{\"{n}\":1}}}},\"{n}\":1}}");
            assert!(folder.fold(text.as_bytes()).is_none());
        }
    }

    for text in [early, late] {
        assert_eq!(
            read(&mut folder, text.as_bytes()),
            Some(serde_json::from_str(text).unwrap())
        );
    }
    assert!(folder.shapes.size() < 8200);
}

#[test]
fn nothing_is_folded_once_it_was_stopped() {
    let mut folder = Folder::default();
    (0..20).for_each(|_| drop(folder.fold(b"[{\"a\":1}]")));
    folder.stop();
    assert!(folder.fold(b"[{\"a\":1}]").is_none());
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        "[\"\\\\/a-c{}\\[\\],: \u{e9}]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-c1\u{e9}]{0,2}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// JSON text in Latin-1.
fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(c).unwrap()).collect()
}

/// What the Latin-1 `text` says.
fn parsed(text: &[u8]) -> Option<Value> {
    let text: String = text.iter().copied().map(char::from).collect();
    serde_json::from_str(&text).ok()
}

proptest! {
    #[test]
    fn the_meaning_stays(values in prop::collection::vec(value(), 1..4), pretty: bool) {
        let value = Value::from(values);
        let text = latin1(&if pretty { format!("{value:#}") } else { value.to_string() });
        let value = parsed(&text);
        let mut folder = Folder::default();
        for _ in 0..10 {
            if let Some(read) = read(&mut folder, &text) {
                prop_assert_eq!(Some(read), value.clone());
            }
        }
    }

    #[test]
    fn what_is_read_from_broken_text_is_what_it_says(
        value in value(), at: prop::sample::Index, cut: bool, byte in prop::sample::select(&b"\"\\{}[],: 0-ne."[..]),
    ) {
        let whole = latin1(&json!([value]).to_string());
        let mut text = whole.clone();
        let at = at.index(text.len());
        if cut { text.remove(at); } else { text[at] = byte; }
        let mut folder = Folder::default();
        for _ in 0..10 {
            drop(folder.fold(&whole));
            if let Some(read) = read(&mut folder, &text) {
                prop_assert_eq!(Some(read), parsed(&text));
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\\[{]{1,3}[\"\\\\\\[\\]{},:a0-9 ]{0,40}") {
        let mut folder = Folder::default();
        for _ in 0..10 {
            if let Some(read) = read(&mut folder, text.as_bytes()) {
                prop_assert_eq!(Some(read), parsed(text.as_bytes()));
            }
        }
    }
}
