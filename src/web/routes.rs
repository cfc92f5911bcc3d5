//! The route table. It takes only handlers whose first argument is a guard, so a
//! route without an access rule does not compile, and it remembers method, path
//! and rule for the permission page, `clientsync routes` and the access tests.

use actix_web::dev::Handler;
use actix_web::http::Method;
use actix_web::{FromRequest, Responder, Route, guard, web};

use super::access::{Access, Guard};

/// A handler whose first argument is a guard.
pub trait Guarded<Args>: Handler<Args> {
    const ACCESS: Access;
}

macro_rules! guarded {
    ($($arg:ident),*) => {
        impl<Func, G, $($arg,)* Fut> Guarded<(G, $($arg,)*)> for Func
        where
            Func: Fn(G, $($arg),*) -> Fut + Clone + 'static,
            Fut: std::future::Future,
            G: Guard,
        {
            const ACCESS: Access = G::ACCESS;
        }
    };
}

guarded!();
guarded!(A);
guarded!(A, B);
guarded!(A, B, C);
guarded!(A, B, C, D);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRow {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
}

#[derive(Default)]
pub struct Routes {
    entries: Vec<(RouteRow, Route)>,
}

impl Routes {
    pub fn get<F, Args>(self, path: &'static str, handler: F) -> Self
    where
        F: Guarded<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::GET, path, handler)
    }

    pub fn post<F, Args>(self, path: &'static str, handler: F) -> Self
    where
        F: Guarded<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::POST, path, handler)
    }

    pub fn merge(mut self, other: Self) -> Self {
        self.entries.extend(other.entries);
        self
    }

    pub fn rows(&self) -> Vec<RouteRow> {
        self.entries.iter().map(|(row, _)| row.clone()).collect()
    }

    /// Paths that machines may POST to without an origin.
    pub fn machine_paths() -> &'static [&'static str] {
        &["/u/", "/api/v1/"]
    }

    pub fn mount(self, config: &mut web::ServiceConfig) {
        let mut paths: Vec<(&'static str, Vec<Route>)> = Vec::new();
        for (row, route) in self.entries {
            match paths.iter_mut().find(|(path, _)| *path == row.path) {
                Some((_, routes)) => routes.push(route),
                None => paths.push((row.path, vec![route])),
            }
        }
        // `{` sorts after every letter, so `/contacts/new` is tried before `/contacts/{id}`.
        paths.sort_unstable_by_key(|(path, _)| *path);
        for (path, routes) in paths {
            let resource = routes.into_iter().fold(web::resource(path), actix_web::Resource::route);
            config.service(resource);
        }
    }

    fn add<F, Args>(mut self, method: Method, path: &'static str, handler: F) -> Self
    where
        F: Guarded<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let row = RouteRow { method: method.clone(), path, access: F::ACCESS };
        let route = match method {
            Method::GET => web::route().guard(guard::Any(guard::Get()).or(guard::Head())),
            other => web::route().method(other),
        };
        self.entries.push((row, route.to(handler)));
        self
    }
}
