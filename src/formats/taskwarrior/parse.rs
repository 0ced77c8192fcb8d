//! The objects of an export, with keys said twice refused, and their number bounded.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;

use super::Item;
use crate::domain::refusal::Refusal;
use crate::formats::{MOST_RECORDS, json};

const WANTED: &str = "an export of Taskwarrior";

/// The tasks of an array, or objects one after another (old versions put commas between them). Errors: with line and
/// column.
pub(super) fn items(bytes: &[u8]) -> Result<Vec<Item>, Refusal> {
    let bytes = &*escaped(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'[') {
        let List(items) = serde_json::from_slice(bytes).map_err(|error| json::refusal(&error, 0, WANTED))?;
        return Ok(items);
    }
    let mut items = Vec::new();
    let mut at = 0;
    loop {
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b',').count();
        if at == bytes.len() {
            return Ok(items);
        }
        let mut stream = serde_json::Deserializer::from_slice(&bytes[at..]).into_iter::<One>();
        match stream.next() {
            Some(Ok(One(item))) => items.push(item),
            Some(Err(error)) => {
                let lines = bytes[..at].iter().filter(|byte| **byte == b'\n').count();
                return Err(json::refusal(&error, lines, WANTED));
            }
            None => return Ok(items),
        }
        at += stream.byte_offset();
        if items.len() > MOST_RECORDS {
            return Err(Refusal::plain(format!("these are more than {MOST_RECORDS} tasks")));
        }
    }
}

/// Taskwarrior writes control characters into texts as they are, which JSON forbids: here they are escaped.
fn escaped(bytes: &[u8]) -> Cow<'_, [u8]> {
    let is_control = |byte: u8| byte < 0x20;
    if !bytes.iter().any(|byte| is_control(*byte) && !byte.is_ascii_whitespace()) {
        return Cow::Borrowed(bytes);
    }
    let mut clean = Vec::with_capacity(bytes.len() + 64);
    let (mut inside, mut after_backslash) = (false, false);
    for &byte in bytes {
        if inside && is_control(byte) {
            clean.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
            continue;
        }
        clean.push(byte);
        inside ^= byte == b'"' && !after_backslash;
        after_backslash = inside && byte == b'\\' && !after_backslash;
    }
    Cow::Owned(clean)
}

struct List(Vec<Item>);
struct One(Item);

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Seen;
        impl<'de> Visitor<'de> for Seen {
            type Value = List;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of tasks")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<List, A::Error> {
                let mut items = Vec::new();
                while let Some(One(item)) = seq.next_element()? {
                    items.push(item);
                    if items.len() > MOST_RECORDS {
                        return Err(A::Error::custom(format!("these are more than {MOST_RECORDS} tasks")));
                    }
                }
                Ok(List(items))
            }
        }
        json.deserialize_seq(Seen)
    }
}

impl<'de> Deserialize<'de> for One {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Seen;
        impl<'de> Visitor<'de> for Seen {
            type Value = One;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a task of Taskwarrior")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<One, A::Error> {
                let mut item: BTreeMap<String, Json> = BTreeMap::new();
                while let Some((key, value)) = map.next_entry::<String, Json>()? {
                    if item.contains_key(&key) {
                        return Err(A::Error::custom(format!("“{key}” is said twice")));
                    }
                    item.insert(key, value);
                }
                Ok(One(item))
            }
        }
        json.deserialize_map(Seen)
    }
}
