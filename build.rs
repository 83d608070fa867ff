//! Tells the linker that Node provides the N-API symbols, and to keep the addon loaded.
fn main() {
    napi_build::setup();
    // Node unloads an addon with the last worker that loaded it. The network thread goes
    // on, and the allocator has work to do when that worker's thread ends.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
