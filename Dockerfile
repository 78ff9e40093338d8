# The packaged application; build it first: mvn -DskipTests package
FROM eclipse-temurin:17-jre

# Prometheus' own user: it reads the token in the shared volume, which is its owner's alone.
RUN mkdir /plumbline && chown 65534:65534 /plumbline
COPY --chown=65534:65534 target/quarkus-app /opt/plumbline
USER 65534:65534

ENV HOME=/plumbline \
    PLUMBLINE_HOME=/plumbline \
    DJL_CACHE_DIR=/plumbline/djl \
    OPT_OUT_TRACKING=true \
    OMP_NUM_THREADS=1 \
    QUARKUS_HTTP_HOST=0.0.0.0
VOLUME /plumbline
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /q/health HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-jar", "/opt/plumbline/quarkus-run.jar"]
