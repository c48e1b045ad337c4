# Two stages: the first builds, the second runs the one binary with its data and settings, as a user without rights.
#
#   docker build -t lablore .
#   docker run --rm -it lablore chat                                           a chat in the terminal
#   docker run -d -e DISCORD_TOKEN -v lablore:/lablore/state lablore           the bot on Discord
#
# `compose.yaml` has the same with a read-only root. Data and settings are in the image; a mount over /lablore/data or
# /lablore/config replaces them. deploy/image-steps runs these steps where no container engine can.

FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
# For the memory allocator, which is written in C.
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
# The dependencies alone, over sources that hold nothing: this layer stays until Cargo.lock changes.
COPY Cargo.toml Cargo.lock ./
RUN mkdir -p src tests/it tests/bench tests/load && touch src/lib.rs tests/it/main.rs && echo 'fn main() {}' | tee src/main.rs tests/load/main.rs > tests/bench/main.rs && cargo build --release --locked
COPY src src
# Older than what was built, the sources would count as unchanged.
RUN find src -name '*.rs' -exec touch {} + && cargo build --release --locked

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="Lablore"
LABEL org.opencontainers.image.description="A Discord bot that knows the Chinese AI labs: it answers from documents and records, and cites them"
LABEL org.opencontainers.image.licenses="MIT"
# TLS to Discord trusts the certificates that the binary itself carries. The time zones of the daily post are the system's.
RUN apt-get update && apt-get install --yes --no-install-recommends tzdata && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home --home-dir /lablore lablore
WORKDIR /lablore
COPY --from=build /build/target/release/lablore /usr/local/bin/lablore
COPY --chown=lablore data data
COPY --chown=lablore config config
USER lablore
# The index is built here, so that the first question does not wait for it.
RUN lablore index && mkdir -p state
# The index can be built again at any time; what must survive stands in state. New volumes take over what the image has.
VOLUME ["/lablore/index", "/lablore/state"]
EXPOSE 8080
# The bot is given time to connect its shards: five seconds for each.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["lablore", "health"]
# Stopped with SIGTERM, the bot finishes what it is answering and is gone within five seconds.
STOPSIGNAL SIGTERM
ENTRYPOINT ["lablore"]
CMD ["run"]
