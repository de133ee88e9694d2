# Baton as a service. It binds to every address of its container, so it needs BATON_API_TOKEN and refuses to start without.
FROM node:24-slim

RUN apt-get update \
 && apt-get install --yes --no-install-recommends bubblewrap git openssh-client ca-certificates \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/baton
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
COPY . .

RUN install --directory --owner=node --group=node --mode=700 /var/lib/baton
USER node
ENV NODE_ENV=production BATON_HOME=/var/lib/baton HOST=0.0.0.0 PORT=3000
VOLUME /var/lib/baton
EXPOSE 3000
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

CMD ["node", "bot/baton.js", "start"]
