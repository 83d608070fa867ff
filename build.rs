//! Tells the linker that Node provides the N-API symbols, to keep the addon loaded, and to
//! have one of functions that are alike.
use std::env::var;

fn main() {
    napi_build::setup();
    // Node unloads an addon with the last worker that loaded it. The network thread goes
    // on, and the allocator has work to do when that worker's thread ends.
    if var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
    // Where rustc links with LLD by default: others may not know the option.
    let is_lld =
        ["HOST", "TARGET"].map(|name| var(name).as_deref() == Ok("x86_64-unknown-linux-gnu"));
    if is_lld == [true, true] && var("PROFILE").as_deref() == Ok("release") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,--icf=all");
    }
}
