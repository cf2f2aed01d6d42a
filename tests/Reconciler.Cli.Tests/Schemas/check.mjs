// Holds every document of the files named against a schema: node check.mjs <schema> <file>…
// Prints one JSON line for each document: { file, line, problems: [text] }; what is no YAML at all is a problem too.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { default: Ajv } = require('ajv/dist/2020');
const { parseAllDocuments, LineCounter } = require('yaml');

const [schema, ...files] = process.argv.slice(2);
// Strict: a word that the dialect does not know is an error in the schema, not passed over. Unions of types are meant.
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true, strictRequired: false, strictTypes: false }).compile(JSON.parse(readFileSync(schema, 'utf8')));

const problemsOf = (document) => {
  if (document.errors.length > 0) return document.errors.map((error) => `yaml: ${error.code}`);
  let value;
  try {
    value = document.toJS({ maxAliasCount: 1000 });
  } catch (error) {
    return [`yaml: ${error.message}`];
  }
  return validate(value) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`);
};

for (const file of files) {
  const lines = new LineCounter();
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'), { lineCounter: lines, logLevel: 'silent' })) {
    const start = document.contents?.range?.[0] ?? document.range[0];
    console.log(JSON.stringify({ file, line: lines.linePos(start).line, problems: problemsOf(document) }));
  }
}
