//! A resource server and an authorization server that can be told to misbehave, and a client to be tested on them.

mod client;
mod rules;
mod server;

pub(crate) use client::{Lanyard, NOW, door_call, ended, loopback, parts};
pub(crate) use server::{Fake, World, json_response, metadata, status};
