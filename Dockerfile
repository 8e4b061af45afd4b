# The service alone: runtime packages with hashes, no test tools, no root.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements-run.lock /src/
RUN /opt/venv/bin/pip install --require-hashes -r /src/requirements-run.lock
COPY pyproject.toml README.md LICENSE /src/
COPY bot /src/bot
COPY handlers /src/handlers
COPY jobs /src/jobs
COPY knowledge /src/knowledge
RUN /opt/venv/bin/pip install --no-deps /src

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --create-home --home-dir /srv/madoguchi madoguchi
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/madoguchi
# SQLite's default place; mount a volume here, or point DATABASE_URL at PostgreSQL.
RUN install -d -o madoguchi var
USER madoguchi
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["madoguchi", "serve", "--host", "0.0.0.0", "--port", "8000", "--migrate"]
