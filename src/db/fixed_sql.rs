//! A query in SQL's own words, for what the query builder cannot say over both
//! engines (`UNION ALL`). Unlike `diesel::sql_query` it stays prepared, and its
//! columns have types.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, TypedExpressionType, ValidGrouping, is_aggregate,
};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType};

/// `ST` are the types of its columns.
pub struct FixedSql<ST> {
    pieces: Vec<&'static str>,
    numbers: Vec<i64>,
    columns: PhantomData<ST>,
}

/// `text` has a `{}` for each number and means the same on both engines.
pub fn fixed_sql<ST>(text: &'static str, numbers: impl Into<Vec<i64>>) -> FixedSql<ST> {
    FixedSql { pieces: text.split("{}").collect(), numbers: numbers.into(), columns: PhantomData }
}

impl<ST, DB> QueryFragment<DB> for FixedSql<ST>
where
    DB: Backend + HasSqlType<BigInt>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let mut numbers = self.numbers.iter();
        for (at, piece) in self.pieces.iter().enumerate() {
            if at > 0
                && let Some(number) = numbers.next()
            {
                out.push_bind_param::<BigInt, _>(number)?;
            }
            out.push_sql(piece);
        }
        Ok(())
    }
}

impl<ST> QueryId for FixedSql<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST> Query for FixedSql<ST> {
    type SqlType = ST;
}

impl<ST, Conn> RunQueryDsl<Conn> for FixedSql<ST> {}

impl<ST: TypedExpressionType> Expression for FixedSql<ST> {
    type SqlType = ST;
}

impl<ST, GB> ValidGrouping<GB> for FixedSql<ST> {
    type IsAggregate = is_aggregate::No;
}

impl<ST, QS> AppearsOnTable<QS> for FixedSql<ST> where Self: Expression {}
impl<ST, QS> SelectableExpression<QS> for FixedSql<ST> where Self: Expression {}
