//! The domain knows nothing of serde: here its values learn how they are written.
//!
//! `#[serde(with = "codec")]` writes a field whose type is [`Coded`], `codec::each` a collection of them,
//! `codec::maybe` one that may be missing and `codec::pairs` a map.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A value of the domain that can be written and read.
pub(super) trait Coded: Sized {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Values that are written as what they print, and read by what they parse.
macro_rules! by_text {
    ($($value:ty),+ $(,)?) => {
        $(
            impl $crate::kept::codec::Coded for $value {
                fn write<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }

                fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                    text.parse().map_err(serde::de::Error::custom)
                }
            }
        )+
    };
}

/// Values that are written field by field, as another type describes.
macro_rules! by_fields {
    ($($value:ty => $fields:ty),+ $(,)?) => {
        $(
            impl $crate::kept::codec::Coded for $value {
                fn write<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    <$fields>::serialize(self, serializer)
                }

                fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    <$fields>::deserialize(deserializer)
                }
            }
        )+
    };
}

pub(super) use {by_fields, by_text};

pub(super) fn serialize<T: Coded, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

pub(super) fn deserialize<'de, T: Coded, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

struct Writing<'a, T>(&'a T);

impl<T: Coded> Serialize for Writing<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

struct Read<T>(T);

impl<'de, T: Coded> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

pub(super) mod each {
    use super::{Coded, Deserialize, Deserializer, Read, Serializer, Writing};

    pub(in crate::kept) fn serialize<'a, C, T, S>(values: &'a C, serializer: S) -> Result<S::Ok, S::Error>
    where
        &'a C: IntoIterator<Item = &'a T>,
        T: Coded + 'a,
        S: Serializer,
    {
        serializer.collect_seq(values.into_iter().map(Writing))
    }

    pub(in crate::kept) fn deserialize<'de, C, T, D>(deserializer: D) -> Result<C, D::Error>
    where
        C: IntoIterator<Item = T> + FromIterator<T>,
        T: Coded,
        D: Deserializer<'de>,
    {
        let values: Vec<Read<T>> = Vec::deserialize(deserializer)?;
        Ok(values.into_iter().map(|Read(value)| value).collect())
    }
}

pub(super) mod maybe {
    use super::{Coded, Deserialize, Deserializer, Read, Serialize, Serializer, Writing};

    pub(in crate::kept) fn serialize<T: Coded, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().map(Writing).serialize(serializer)
    }

    pub(in crate::kept) fn deserialize<'de, T: Coded, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        Ok(Option::deserialize(deserializer)?.map(|Read(value)| value))
    }
}

pub(super) mod pairs {
    use std::collections::BTreeMap;

    use super::{Coded, Deserialize, Deserializer, Read, Serializer, Writing};

    pub(in crate::kept) fn serialize<K: Coded, V: Coded, S: Serializer>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map.iter().map(|(key, value)| (Writing(key), Writing(value))))
    }

    pub(in crate::kept) fn deserialize<'de, K: Coded + Ord, V: Coded, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<K, V>, D::Error> {
        let pairs: Vec<(Read<K>, Read<V>)> = Vec::deserialize(deserializer)?;
        Ok(pairs.into_iter().map(|(Read(key), Read(value))| (key, value)).collect())
    }
}

impl Coded for OffsetDateTime {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.format(&Rfc3339).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?, &Rfc3339).map_err(serde::de::Error::custom)
    }
}
