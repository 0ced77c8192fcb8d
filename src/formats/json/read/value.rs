//! The value of a field, of the shape that the field has.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use uuid::Uuid;

use crate::domain::record::FieldSpec;
use crate::domain::value::{Shape, Value};

/// The value of a field.
pub(super) struct OneValue(pub FieldSpec);

impl<'de> DeserializeSeed<'de> for OneValue {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OneValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.name;
        match self.0.shape {
            Shape::Int | Shape::Money => write!(f, "a whole number for {name}"),
            Shape::Flag => write!(f, "true or false for {name}"),
            Shape::Tags => write!(f, "a list of words for {name}"),
            Shape::Place | Shape::Constraint => write!(f, "an object for {name}"),
            _ => write!(f, "text for {name}"),
        }
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Value, E> {
        match self.0.shape {
            Shape::Flag => Ok(Value::Int(i64::from(flag))),
            _ => Err(E::invalid_type(serde::de::Unexpected::Bool(flag), &self)),
        }
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Value, E> {
        match self.0.shape {
            Shape::Int | Shape::Money | Shape::Flag => Ok(Value::Int(number)),
            _ => Err(E::invalid_type(serde::de::Unexpected::Signed(number), &self)),
        }
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value, E> {
        let small = i64::try_from(number);
        self.visit_i64(small.map_err(|_| E::custom(format!("{number} is too great a number")))?)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        match self.0.shape {
            Shape::Int | Shape::Money | Shape::Flag | Shape::Place | Shape::Constraint => {
                Err(E::invalid_type(serde::de::Unexpected::Str(text), &self))
            }
            _ if text.is_empty() => Ok(Value::Nothing),
            Shape::Ref(_) => {
                let id = Uuid::parse_str(text).map_err(|_| E::custom(format!("{}: “{text}” is no id", self.0.name)))?;
                Ok(Value::Id(id))
            }
            _ => Ok(Value::Text(text.to_owned())),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        if self.0.shape != Shape::Tags {
            return Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self));
        }
        let mut words: Vec<String> = Vec::new();
        while let Some(word) = seq.next_element::<String>()? {
            words.push(word);
        }
        Ok(if words.is_empty() { Value::Nothing } else { Value::Text(words.join(" ")) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let names: &[&str] = match self.0.shape {
            Shape::Place => &["column", "rank", "since", "finish"],
            Shape::Constraint => &["kind", "at"],
            _ => return Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self)),
        };
        let mut parts: Vec<Option<String>> = vec![None; names.len()];
        while let Some(key) = map.next_key::<String>()? {
            let Some(at) = names.iter().position(|name| *name == key) else {
                return Err(A::Error::custom(format!("a {} has no “{key}”", self.0.name)));
            };
            let part: Option<String> = map.next_value()?;
            if std::mem::replace(&mut parts[at], part).is_some() {
                return Err(A::Error::custom(format!("“{key}” is said twice")));
            }
        }
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.iter().any(|part| part.contains(' ')) {
            return Err(A::Error::custom(format!("{}: no part of it has a space in it", self.0.name)));
        }
        Ok(Value::Text(parts.join(" ")))
    }
}
