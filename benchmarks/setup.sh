#!/bin/sh
# Puts the peers into .bench/ of this checkout. What cannot be put there is named, and the others go on.
set -u
cd "$(dirname "$0")/.."
mkdir -p .bench/node .bench/classes
echo '*' > .bench/.gitignore

venv() { # name, packages
    folder=.bench/$1 && shift
    [ -x "$folder/bin/python" ] || sh .ci/venv "$folder" || return
    "$folder/bin/python" -m pip --quiet --quiet --no-cache-dir --disable-pip-version-check install "$@"
}

venv airspeed airspeed==0.7.1 || echo 'no airspeed'
venv airspeed-ext airspeed-ext==0.6.9 || echo 'no airspeed-ext'

if command -v npm >/dev/null; then
    [ -f .bench/node/package.json ] || echo '{"private": true}' > .bench/node/package.json
    npm install --cache .bench/npm --silent --no-fund --no-audit --prefix .bench/node velocityjs@2.1.7 || echo 'no velocityjs'
else
    echo 'no velocityjs: there is no npm'
fi

jars=
for jar in velocity commons-collections3 commons-lang json-path json-smart accessors-smart asm slf4j-api slf4j-nop; do
    jars=$jars:${VELOGATE_JARS:-/usr/share/java}/$jar.jar
done
javac -J-XX:-UsePerfData -nowarn -d .bench/classes -cp "$jars" benchmarks/peers/VelocityPeer.java tests/oracle/Json.java &&
    echo "$jars" > .bench/classes/class-path || echo 'no Velocity: needs a JDK and what .ci/run installs'
