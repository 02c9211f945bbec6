# The dashboard as a service for a team; docs/server.md tells how to run it behind a proxy with login.
# Nothing is written but to /tmp, so the root file system can be read-only.

FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY . .
RUN python -m venv /opt/dashboard \
 && /opt/dashboard/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt ".[login]" \
 && /opt/dashboard/bin/pip uninstall --yes --disable-pip-version-check pip

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --user-group --create-home --shell /usr/sbin/nologin dashboard
COPY --from=build /opt/dashboard /opt/dashboard
ENV PATH=/opt/dashboard/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RETENTION_HOST=0.0.0.0 \
    RETENTION_PORT=8501
WORKDIR /home/dashboard
USER dashboard
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['RETENTION_PORT']}/_stcore/health\", timeout=4)"]
ENTRYPOINT ["retention-dashboard", "--no-open"]
