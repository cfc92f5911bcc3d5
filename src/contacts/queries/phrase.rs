//! A query or a condition in SQL's own words whose length depends on what is looked
//! for. Values are always bound, never part of the words.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, TypedExpressionType, ValidGrouping, is_aggregate,
};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType, SingleValue, Text};

/// `ST` is what a condition or the one column of a query has.
pub struct Phrase<ST> {
    pieces: Vec<Piece>,
    stays_prepared: bool,
    kind: PhantomData<ST>,
}

enum Piece {
    Sql(String),
    Text(String),
    Number(i64),
}

impl<ST> Phrase<ST> {
    /// The statement stays prepared for the next time.
    pub fn kept() -> Self {
        Self { pieces: Vec::new(), stays_prepared: true, kind: PhantomData }
    }

    /// The statement is planned each time, with its values.
    pub fn planned_anew() -> Self {
        Self { stays_prepared: false, ..Self::kept() }
    }

    pub fn joined(begin: &str, parts: impl Iterator<Item = Self>, between: &str, end: &str) -> Self {
        let mut whole = Self::kept().sql(begin);
        for (at, part) in parts.enumerate() {
            let before = if at == 0 { "" } else { between };
            whole = whole.sql(before).append(part);
        }
        whole.sql(end)
    }

    pub fn sql(mut self, words: impl Into<String>) -> Self {
        self.pieces.push(Piece::Sql(words.into()));
        self
    }

    pub fn text(mut self, value: String) -> Self {
        self.pieces.push(Piece::Text(value));
        self
    }

    pub fn number(mut self, value: i64) -> Self {
        self.pieces.push(Piece::Number(value));
        self
    }

    pub fn append<T>(mut self, other: Phrase<T>) -> Self {
        self.pieces.extend(other.pieces);
        self.stays_prepared &= other.stays_prepared;
        self
    }
}

impl<ST, DB> QueryFragment<DB> for Phrase<ST>
where
    DB: Backend + HasSqlType<Text> + HasSqlType<BigInt>,
    String: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !self.stays_prepared {
            out.unsafe_to_cache_prepared();
        }
        for piece in &self.pieces {
            match piece {
                Piece::Sql(words) => out.push_sql(words),
                Piece::Text(value) => out.push_bind_param::<Text, _>(value)?,
                Piece::Number(value) => out.push_bind_param::<BigInt, _>(value)?,
            }
        }
        Ok(())
    }
}

impl<ST> QueryId for Phrase<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST> Query for Phrase<ST> {
    type SqlType = ST;
}

impl<ST, Conn> RunQueryDsl<Conn> for Phrase<ST> {}

impl<ST: SingleValue + TypedExpressionType> Expression for Phrase<ST> {
    type SqlType = ST;
}

impl<ST, GB> ValidGrouping<GB> for Phrase<ST> {
    type IsAggregate = is_aggregate::No;
}

impl<ST, QS> AppearsOnTable<QS> for Phrase<ST> where Self: Expression {}
impl<ST, QS> SelectableExpression<QS> for Phrase<ST> where Self: Expression {}
