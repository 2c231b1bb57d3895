# docker build -t bankident .                      # certificates of authorities, no browser
# docker build -t bankident:browser --target browser .
# docker run --rm -v "$PWD:/work" bankident run --target https://api.example.com
#
# `release/image` makes the same image from a release folder, without a daemon.
FROM rust:1-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin bankident

FROM debian:bookworm-slim AS plain
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o 10001 -g 10001 /work
COPY --from=build /src/target/release/bankident /usr/bin/bankident
ENV HOME=/work
WORKDIR /work
USER 10001:10001
HEALTHCHECK --interval=1m --timeout=5s CMD ["bankident", "--version"]
ENTRYPOINT ["bankident"]

FROM plain AS browser
USER 0
RUN apt-get update \
 && apt-get install -y --no-install-recommends chromium chromium-driver fonts-liberation \
 && rm -rf /var/lib/apt/lists/*
USER 10001:10001

# What is built if no target is named.
FROM plain
