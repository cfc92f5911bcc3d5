//! The limit: handlers with one indexed query and nothing else: no session, no
//! access check, no template. Each sends as many bytes as the page it stands for.

use std::net::{SocketAddr, TcpListener};

use actix_web::{App, HttpResponse, HttpServer, web};
use clientsync::db::conn::{self, AnyConnection, Engine};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::place::Place;

pub struct Bare {
    pub address: SocketAddr,
}

/// The workspace that the demo fills.
const WORKSPACE: i64 = 1;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(serde::Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    bytes: usize,
}

#[derive(Clone)]
struct Pools {
    read: conn::Pool,
    write: conn::Pool,
}

pub fn start(place: &Place) -> Bare {
    let (data, database_url) = (place.folder(), place.database_url());
    let engine = match database_url {
        Some(url) => Engine::Postgres(url.to_owned()),
        None => Engine::Sqlite(data.join("clientsync.sqlite")),
    };
    // Writes go to a file of their own on the same disk, with the same pragmas.
    let writes = match database_url {
        Some(url) => Engine::Postgres(url.to_owned()),
        None => Engine::Sqlite(data.join("bare.sqlite")),
    };
    let pools = Pools {
        read: conn::pool(&engine, 4).expect("pool"),
        write: conn::pool(&writes, if database_url.is_some() { 8 } else { 1 }).expect("pool"),
    };
    pools
        .write
        .get()
        .expect("connection")
        .batch_execute("CREATE TABLE IF NOT EXISTS bare_rows (name TEXT NOT NULL)")
        .expect("table");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("address");
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(
            HttpServer::new(move || {
                App::new()
                    .app_data(web::Data::new(pools.clone()))
                    .route("/list", web::get().to(list))
                    .route("/search", web::get().to(search))
                    .route("/contact/{id}", web::get().to(contact))
                    .route("/create", web::post().to(create))
            })
            .workers(2)
            .listen(listener)
            .expect("listen")
            .run(),
        )
    });
    Bare { address }
}

async fn list(pools: web::Data<Pools>, asked: web::Query<Asked>) -> HttpResponse {
    let sql = "SELECT name FROM contacts WHERE workspace_id = 1 AND deleted_at IS NULL AND archived_at IS NULL ORDER BY name_key, id LIMIT 25";
    answer(pools, asked.bytes, move |conn| diesel::sql_query(sql).load(conn)).await
}

async fn contact(pools: web::Data<Pools>, id: web::Path<i64>, asked: web::Query<Asked>) -> HttpResponse {
    let id = *id;
    answer(pools, asked.bytes, move |conn| {
        let (sql, place) = match conn {
            AnyConnection::Sqlite(_) => ("SELECT name FROM contacts WHERE id = ?", id),
            AnyConnection::Postgres(_) => ("SELECT name FROM contacts WHERE id = $1", id),
        };
        diesel::sql_query(sql).bind::<BigInt, _>(place).load(conn)
    })
    .await
}

async fn search(pools: web::Data<Pools>, asked: web::Query<Asked>) -> HttpResponse {
    let Asked { q, bytes } = asked.into_inner();
    answer(pools, bytes, move |conn| match conn {
        AnyConnection::Sqlite(_) => diesel::sql_query(
            "SELECT c.name FROM contact_search_fts f JOIN contacts c ON c.id = f.rowid \
             WHERE contact_search_fts MATCH ? AND c.workspace_id = ? AND c.deleted_at IS NULL AND c.archived_at IS NULL \
             ORDER BY c.name_key, c.id LIMIT 25",
        )
        .bind::<Text, _>(format!("\"{q}\""))
        .bind::<BigInt, _>(WORKSPACE)
        .load(conn),
        AnyConnection::Postgres(_) => diesel::sql_query(
            "SELECT name FROM contacts WHERE id = ANY (ARRAY( \
             SELECT contact_id FROM contact_search WHERE general LIKE $1 OR phones LIKE $1)) \
             AND workspace_id = $2 AND deleted_at IS NULL AND archived_at IS NULL \
             ORDER BY name_key, id LIMIT 25",
        )
        .bind::<Text, _>(format!("%{q}%"))
        .bind::<BigInt, _>(WORKSPACE)
        .load(conn),
    })
    .await
}

/// One durable commit of one row.
async fn create(pools: web::Data<Pools>) -> HttpResponse {
    let done = web::block(move || {
        let mut conn = pools.write.get().expect("connection");
        conn.begin_write().expect("begin");
        conn.batch_execute("INSERT INTO bare_rows (name) VALUES ('Bench Person')").expect("insert");
        conn.commit().expect("commit");
    });
    done.await.expect("a thread");
    HttpResponse::Ok().finish()
}

async fn answer(
    pools: web::Data<Pools>,
    bytes: usize,
    query: impl FnOnce(&mut AnyConnection) -> QueryResult<Vec<Row>> + Send + 'static,
) -> HttpResponse {
    let rows = web::block(move || query(&mut pools.read.get().expect("connection")).expect("query"))
        .await
        .expect("a thread");
    let mut body = String::with_capacity(bytes);
    for row in &rows {
        body.push_str(&row.name);
    }
    while body.len() < bytes {
        body.push_str("................................................................");
    }
    body.truncate(bytes);
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body)
}
