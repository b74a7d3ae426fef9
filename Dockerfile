# Two stages: build with compilers, run without them.
FROM docker.io/library/debian:bookworm-slim AS build
COPY scripts/packages.txt /src/scripts/packages.txt
RUN apt-get update -q && sed -n '/^# build$/,/^# run.sh$/{/^#/!p}' /src/scripts/packages.txt \
    | DEBIAN_FRONTEND=noninteractive xargs apt-get install -q -y --no-install-recommends
COPY . /src
RUN meson setup /build /src --prefix=/usr --buildtype=release -Dtests=disabled \
    && meson compile -C /build \
    && DESTDIR=/out meson install -C /build --strip

FROM docker.io/library/debian:bookworm-slim
RUN apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        libmicrohttpd12 libjansson4 libcurl4 ca-certificates libsqlite3-0 libpq5 libicu72 libxml2 libstemmer0d libxxhash0 libnettle8 \
        libzstd1 zlib1g \
    && apt-get clean && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin \
    && useradd --system --uid 10001 --home-dir /var/lib/claimd --shell /usr/sbin/nologin claimd \
    && install -d -o claimd -g claimd -m 0700 /var/lib/claimd
COPY --from=build /out/usr /usr
USER claimd
VOLUME /var/lib/claimd
EXPOSE 8080
# Inside a container "everywhere" is the container's own network; what is published is the operator's choice.
ENV CLAIMD_DATABASE=/var/lib/claimd/claimd.db CLAIMD_LISTEN=0.0.0.0:8080 CLAIMD_ALLOW_OPEN=true
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["claimd", "healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["claimd"]
CMD ["serve"]
