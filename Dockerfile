# Two stages: the first builds, the second runs the one binary with its data and settings, as a user without rights.
#
#   docker build -t lablore .
#   docker run --rm -it lablore                                   a chat in the terminal
#   docker run -d -e DISCORD_TOKEN -v lablore:/lablore/state lablore    the bot on Discord

FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY src src
RUN cargo build --release --locked

FROM debian:bookworm-slim
# TLS to Discord trusts the certificates that the binary itself carries. The time zones of the daily post are the system's.
RUN apt-get update && apt-get install --yes --no-install-recommends tzdata && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --home-dir /lablore lablore
WORKDIR /lablore
COPY --from=build /build/target/release/lablore /usr/local/bin/lablore
COPY --chown=lablore data data
COPY --chown=lablore config config
USER lablore
# The index is built here, so that the first question does not wait for it.
RUN lablore index && mkdir state
VOLUME /lablore/state
# Docker stops with SIGTERM, on which the bot finishes what it is answering.
ENTRYPOINT ["lablore"]
