FROM rust:1-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin clientsync \
    && install -d -o clientsync -g clientsync -m 0700 /data
COPY --from=build /src/target/release/clientsync /usr/local/bin/clientsync
USER clientsync
WORKDIR /data
# Everything worth keeping is here: mount a volume, or it goes with the container.
VOLUME /data
ENV CLIENTSYNC_DATA=/data \
    CLIENTSYNC_LISTEN=0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["clientsync"]
CMD ["serve"]
