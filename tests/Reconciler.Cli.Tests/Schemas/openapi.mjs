// Holds an OpenAPI document against the specification, and answers against the document: node openapi.mjs <document> [<answers>]
// The second file is a JSON array of { path, method, status, type, file }, the path being that of the document. Prints one line for each problem.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { default: Ajv } = require('ajv/dist/2020');
const { SwaggerParser } = require('@apidevtools/swagger-parser');

const [file, answers] = process.argv.slice(2);
const document = JSON.parse(readFileSync(file, 'utf8'));
try {
  await SwaggerParser.validate(structuredClone(document));
} catch (error) {
  console.log(`document: ${error.message}`);
}

// The document lets fields be added; here one that it does not tell of is a mistake.
const close = (node, isNamed) => {
  if (Array.isArray(node)) return node.forEach((entry) => close(entry, false));
  if (node === null || typeof node !== 'object') return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'properties' || key === '$defs') Object.values(value).forEach((entry) => close(entry, key === '$defs'));
    else if (key === 'allOf' || key === 'anyOf') value.forEach((entry) => close(entry, true));
    else close(value, false);
  }
  if (!isNamed && (node.properties || node.$ref) && node.additionalProperties === undefined) node.unevaluatedProperties = false;
};

const schemas = JSON.parse(JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'));
close({ $defs: schemas }, true);
const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true, strictRequired: false, strictTypes: false, formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/ } });
const validators = new Map(Object.keys(schemas).map((name) => [`#/components/schemas/${name}`, ajv.compile({ $defs: schemas, $ref: `#/$defs/${name}`, unevaluatedProperties: false })]));

for (const answer of answers ? JSON.parse(readFileSync(answers, 'utf8')) : []) {
  const where = `${answer.method} ${answer.path} ${answer.status}`;
  const told = document.paths[answer.path]?.[answer.method.toLowerCase()]?.responses[answer.status];
  if (!told) console.log(`${where}: the document does not tell of it`);
  else if (!(answer.type in (told.content ?? {}))) console.log(`${where}: ${answer.type} is not its media type`);
  else if (told.content[answer.type].schema) {
    const validate = validators.get(told.content[answer.type].schema.$ref);
    if (!validate(JSON.parse(readFileSync(answer.file, 'utf8')))) console.log(`${where}: ${validate.errors.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`).join('; ')}`);
  }
}
