//! What every kind of record has in common: an id and a list of fields, each declared once.

use super::id::Id;
use super::plan::Kind;
use super::value::{Carried, Misfit, Shape, Value};

/// One field of a kind of record, as it is declared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FieldSpec {
    /// Its name in rows, journal and JSON.
    pub name: &'static str,
    /// What its values mean.
    pub shape: Shape,
}

/// A kind of record. Fields are numbered as [`Record::FIELDS`] lists them.
pub trait Record: Sized + Clone + PartialEq {
    /// Which kind it is.
    const KIND: Kind;
    /// Its fields, in order.
    const FIELDS: &'static [FieldSpec];

    /// A record with this id and nothing in it.
    fn blank(id: Id<Self>) -> Self;
    /// Who it is.
    fn id(&self) -> Id<Self>;
    /// The value of a field.
    fn get(&self, at: usize) -> Value;
    /// The fields that another one has otherwise, by number.
    fn differences(&self, other: &Self) -> Vec<usize>;
    /// Sets a field; errors: a value that does not fit its shape.
    fn set<'v>(&mut self, at: usize, value: impl Into<Carried<'v>>) -> Result<(), Misfit>;
    /// A record from the values of all its fields, in order; errors: the first field whose value does not fit.
    fn of_values<'v, V: Into<Carried<'v>>, E: From<(usize, Misfit)>>(
        id: Id<Self>,
        next: &mut impl FnMut(usize) -> Result<V, E>,
    ) -> Result<Self, E>;
}

/// Declares a kind of record: a struct with `id` and these fields, and its [`Record`].
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Debug)]
        pub struct $name {
            /// Who it is.
            pub id: $crate::domain::id::Id<$name>,
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl $crate::domain::record::Record for $name {
            const KIND: $crate::domain::plan::Kind = $crate::domain::plan::Kind::$name;
            const FIELDS: &'static [$crate::domain::record::FieldSpec] = &[
                $($crate::domain::record::FieldSpec {
                    name: stringify!($field),
                    shape: <$type as $crate::domain::value::FieldType>::SHAPE,
                },)*
            ];

            fn blank(id: $crate::domain::id::Id<Self>) -> Self {
                $name { id, $($field: Default::default(),)* }
            }

            fn id(&self) -> $crate::domain::id::Id<Self> {
                self.id
            }

            #[allow(unused_assignments)]
            fn get(&self, at: usize) -> $crate::domain::value::Value {
                let mut here = 0;
                $(
                    if at == here { return $crate::domain::value::FieldType::to_value(&self.$field); }
                    here += 1;
                )*
                $crate::domain::value::Value::Nothing
            }

            #[allow(unused_assignments)]
            fn differences(&self, other: &Self) -> Vec<usize> {
                let (mut here, mut all) = (0, Vec::new());
                $(
                    if self.$field != other.$field { all.push(here); }
                    here += 1;
                )*
                all
            }

            #[allow(unused_assignments)]
            fn set<'v>(
                &mut self,
                at: usize,
                value: impl Into<$crate::domain::value::Carried<'v>>,
            ) -> Result<(), $crate::domain::value::Misfit> {
                let mut here = 0;
                $(
                    if at == here {
                        self.$field = $crate::domain::value::FieldType::of_carried(value.into())?;
                        return Ok(());
                    }
                    here += 1;
                )*
                Err($crate::domain::value::Misfit(format!("there is no field number {at}")))
            }

            #[allow(unused_assignments)]
            fn of_values<'v, V: Into<$crate::domain::value::Carried<'v>>, E: From<(usize, $crate::domain::value::Misfit)>>(
                id: $crate::domain::id::Id<Self>,
                next: &mut impl FnMut(usize) -> Result<V, E>,
            ) -> Result<Self, E> {
                let mut here = 0;
                $(
                    let $field = $crate::domain::value::FieldType::of_carried(next(here)?.into()).map_err(|misfit| E::from((here, misfit)))?;
                    here += 1;
                )*
                Ok($name { id, $($field,)* })
            }
        }
    };
}
pub(crate) use record;
