// Reads rows as JSON on its input and writes, for each, what the national library made of it: its refusal, or the row
// that it gives back. Run by tests/validators/national.py.
import { stdin, stdout } from "node:process";
import library from "@gouvfr-anct/lieux-de-mediation-numerique";

const { fromSchemaLieuDeMediationNumerique, toSchemaLieuMediationNumerique } = library;

let text = "";
for await (const chunk of stdin) text += chunk;

const verdicts = JSON.parse(text).map((row) => {
  try {
    return { error: "", again: toSchemaLieuMediationNumerique(fromSchemaLieuDeMediationNumerique(row)) };
  } catch (error) {
    return { error: `${error.name}: ${error.message}`, again: null };
  }
});
stdout.write(JSON.stringify(verdicts));
