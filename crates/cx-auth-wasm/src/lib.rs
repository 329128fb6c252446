//! [`cx_auth_web`] as the WebAssembly module of the npm package. There is nothing here but what makes it one.

pub use cx_auth_web::engine::Engine;

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
