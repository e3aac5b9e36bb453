//! A resource server and an authorization server that can be told to misbehave, and a client to be tested on them.

mod client;
mod keys;
mod rules;
mod server;

pub(crate) use client::{Lanyard, NOW, call, door_call, ended, loopback, parts};
pub(crate) use keys::{key, pem, proof, publish, sign, signed_by};
pub(crate) use server::{Fake, Seen, World, json_response, metadata, status};
