// velocityjs as a process; it brings no $input and no $util, so here are small ones. Asked as serve.py is.
// With the paths of a template and an event: renders once and exits.
'use strict';
const fs = require('fs');
const { parse, Compile } = require('velocityjs');

const STEP = /\.(\w+)|\[(\d+)\]|\[\?\((.*?)\)\](?=$|[.[])/g;
const TEST = /^\s*@\.(\w+)\s*(==|>=)\s*(?:'([^']*)'|(\d+))\s*$/;
const known = new Map();

function test(text) {
  const [, name, compare, word, number] = TEST.exec(text);
  const wanted = word === undefined ? Number(number) : word;
  return compare === '==' ? (item) => item[name] === wanted : (item) => item[name] >= wanted;
}

function step([, key, index, filter]) {
  if (filter === undefined) {
    const name = key === undefined ? Number(index) : key;
    return (value) => (value !== null && value !== undefined && value[name] !== undefined ? [value[name]] : []);
  }
  const tests = filter.split('&&').map(test);
  return (value) => value.filter((item) => tests.every((one) => one(item)));
}

function steps(path) {
  if (!known.has(path)) {
    if (known.size > 20000) known.clear();
    known.set(path, { todo: [...path.matchAll(STEP)].map(step), several: path.includes('[?') });
  }
  return known.get(path);
}

class Input {
  constructor(event) {
    this.body = event.body;
    this.places = event.params;
  }

  path(path) {
    if (this.document === undefined) this.document = JSON.parse(this.body);
    const { todo, several } = steps(path);
    const found = todo.reduce((values, one) => values.flatMap(one), [this.document]);
    return several ? found : found[0];
  }

  json(path) {
    return JSON.stringify(this.path(path));
  }

  params(name) {
    if (name === undefined) return this.places;
    const place = ['path', 'querystring', 'header'].find((one) => name in this.places[one]);
    return place ? this.places[place][name] : '';
  }
}

const SHORT = { '"': '\\"', '\\': '\\\\', '/': '\\/', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const unicode = (char) => '\\u' + char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
const util = {
  escapeJavaScript: (text) => String(text).replace(/["\\/'\x00-\x1f\x80-\uffff]/g, (char) => SHORT[char] || unicode(char)),
  urlEncode: (text) => encodeURIComponent(text),
  base64Encode: (text) => Buffer.from(text).toString('base64'),
};

function compiled(text) {
  const tree = parse(text);
  return ({ context, stageVariables, ...event }) =>
    new Compile(tree, { escape: false }).render({ input: new Input(event), util, context, stageVariables });
}

function timed(task, seconds) {
  const end = performance.now() + seconds * 1000;
  const start = process.cpuUsage();
  let count = 0;
  do {
    task();
    count++;
  } while (performance.now() < end);
  const used = process.cpuUsage(start);
  return { count, cpu: (used.user + used.system) / 1e6 };
}

const loaded = {};
function answer(request) {
  if (request.load) {
    const { load, template, event } = request;
    const render = compiled(template);
    loaded[load] = { parse: () => parse(template), render: () => render(event) };
    return { text: render(event) };
  }
  return timed(loaded[request.time][request.what], request.seconds);
}

function serve() {
  console.log = console.error;
  require('readline')
    .createInterface({ input: process.stdin, crlfDelay: Infinity })
    .on('line', (line) => {
      let said;
      try {
        said = answer(JSON.parse(line));
      } catch (error) {
        said = { error: `${error.name}: ${error.message}`.slice(0, 200) };
      }
      process.stdout.write(JSON.stringify(said) + '\n');
    });
}

const [template, event] = process.argv.slice(2);
if (template) {
  const render = compiled(fs.readFileSync(template, 'utf8'));
  process.stdout.write(render(JSON.parse(fs.readFileSync(event, 'utf8'))));
} else serve();
