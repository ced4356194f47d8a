# The service, on the packages that the tests ran with. docs/operating.md tells how it is started.
ARG PYTHON=python:3.11-slim-bookworm

FROM ${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
# Without pip, which only those need who install something.
RUN python3 -m venv --without-pip /opt/zhangju
# What it stands on first: this layer is made again only when these two files change.
COPY pyproject.toml constraints.txt ./
RUN python3 -c "import tomllib; print('\n'.join(tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies']))" > needed.txt \
 && python3 -m pip --python /opt/zhangju/bin/python install --constraint constraints.txt --only-binary :all: --requirement needed.txt
COPY . .
RUN python3 -m pip --python /opt/zhangju/bin/python install --constraint constraints.txt --no-deps .

FROM ${PYTHON}
LABEL org.opencontainers.image.title="Zhangju 章句" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 zhangju \
 && useradd --no-log-init --uid 10001 --gid zhangju --home-dir /data --no-create-home --shell /usr/sbin/nologin zhangju \
 && install --directory --owner zhangju --group zhangju --mode 0750 /data \
 && python3 -m pip uninstall --yes --quiet --root-user-action ignore pip setuptools wheel
COPY --from=build /opt/zhangju /opt/zhangju
# Everything that is written is in /data; what is needed for a moment only is in /tmp.
ENV PATH=/opt/zhangju/bin:$PATH \
    HOME=/data \
    QA_HOME=/data \
    QA_SERVE_HOST=0.0.0.0 \
    QA_SERVE_PORT=8642 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8642
STOPSIGNAL SIGTERM
# Whether it lives, not whether it is of use: one that waits for a Chroma server is not to be restarted.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python3", "-I", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['QA_SERVE_PORT']}/healthz\", timeout=4)"]
ENTRYPOINT ["qa"]
CMD ["serve"]
