/** A replacement in a file of a package: `from`, which stands there once, becomes `to`. In `to`, `$&` stands for `from`. */
export interface Change {
  readonly file: RegExp
  readonly from: string
  readonly to: string
}

const shared = /@hey-api[\\/]shared[\\/]dist[\\/]index\.mjs$/
const core = /@hey-api[\\/]codegen-core[\\/]dist[\\/]index\.mjs$/
const references = /@hey-api[\\/]json-schema-ref-parser[\\/]dist[\\/]index\.mjs$/
const types = /openapi-typescript[\\/]dist[\\/]lib[\\/]utils\.mjs$/
const typesMain = /openapi-typescript[\\/]dist[\\/]index\.mjs$/
const main = /@hey-api[\\/]openapi-ts[\\/]dist[\\/]src-\w+\.mjs$/
const nodes = /@hey-api[\\/]openapi-ts[\\/]dist[\\/]init-\w+\.mjs$/

/**
 * Replacements in openapi-typescript and in the packages of @hey-api/openapi-ts: loops whose time grows with the square of the document, and
 * work whose result is dropped. Each comment says what the package does. For the 13 MB of GitHub this was half of a run. The output is the same.
 */
export const generatorChanges: readonly Change[] = [
  {
    // A search in the whole list at each comparison of a sort.
    file: shared,
    from: 'const proposed = [...order].sort((a, b) => {',
    to: 'const placeOf = new Map(order.map((one, place) => [one, place])); const proposed = [...order].sort((a, b) => {',
  },
  {
    file: shared,
    from: 'order.indexOf(a) - order.indexOf(b)',
    to: 'placeOf.get(a) - placeOf.get(b)',
  },
  {
    // The order of every object of the document, although a plugin is called for a few kinds alone. What nothing depends on delays nothing.
    file: shared,
    from: 'const pointers = Array.from(graph.nodes.keys());\n\tconst baseIndex',
    to: `const used = graph.subtreeDependencies.get("#") ?? new Set();
      const pointers = Array.from(graph.nodes.keys()).filter((one) => used.has(one) || options.matchPointerToGroup(one).matched);
      const baseIndex`,
  },
  {
    // Six new patterns for each pointer. None of them matches more than four steps.
    file: shared,
    from: 'const matchIrPointerToGroup = (pointer, kind) => {',
    to: `$&
      if (pointer.split("/").length > 4) return { matched: false };`,
  },
  {
    // The schema behind each reference is read, with all that it refers to, and dropped. Components are read once on their own.
    file: shared,
    from: 'const parseRef = ({ context, schema, state }) => {\n\tif (!isTopLevelComponent(schema.$ref)) {',
    to: `const parseRef = ({ context, schema, state }) => {
      if (isTopLevelComponent(schema.$ref)) state.circularReferenceTracker.add(schema.$ref);
      else {`,
  },
  {
    // A pointer from all steps for each object.
    file: shared,
    from: 'const pointer = pathToJsonPointer(path);\n\t\tlet deprecated;',
    to: `const pointer = parentPointer === null ? "#" : \`\${parentPointer}/\${encodeJsonPointerSegment(key)}\`;
      let deprecated;`,
  },
  {
    file: shared,
    from: 'function buildGraph(root, logger) {',
    to: 'function buildGraph(root, logger, isForOrder) {',
  },
  {
    file: shared,
    from: 'seedLocalScopes(graph.nodes);\n\tpropagateScopes(graph);',
    to: `if (isForOrder) {
        for (const pointer of [...graph.nodes.keys()].reverse()) {
          const found = new Set(graph.nodeDependencies.get(pointer));
          for (const child of cache.parentToChildren.get(pointer) ?? [])
            for (const one of graph.subtreeDependencies.get(child) ?? []) found.add(one);
          if (found.size > 0) graph.subtreeDependencies.set(pointer, found);
        }
        eventBuildGraph.timeEnd();
        return { graph };
      }
      $&`,
  },
  {
    // A search for the first entry in a set that has lost all before it.
    file: shared,
    from: 'while (worklist.size > 0) {\n\t\tconst pointer = worklist.values().next().value;',
    to: 'for (const pointer of worklist) {',
  },
  {
    // A pointer in pieces for each object, to look whether it has three.
    file: shared,
    from: 'if (pointer.startsWith(schemasPointerNamespace)) {\n\t\t\tconst path =',
    to: `if (pointer.startsWith(schemasPointerNamespace) && !pointer.includes("/", schemasPointerNamespace.length)) {
      const path =`,
  },
  {
    // A copy of the set of all symbols for each new one.
    file: core,
    from: 'let result = new Set(sets[0]);',
    to: 'sets.sort((a, b) => a.size - b.size); $&',
  },
  {
    // Scopes for the name of zod, at each place where it is used.
    file: core,
    from: 'if (!args.symbol.file) return;',
    to: 'if (!args.symbol.file || this.cacheResolvedNames.has(args.symbol.id)) return;',
  },
  {
    // A message for the log, at each use of the name of zod.
    file: core,
    from: `if (this._node && this._node !== node) {
\t\t\tconst message = \`Symbol \${this.canonical.toString()} is already bound to a different node.\`;
\t\t\tlog.debug(message, "symbol");
\t\t}`,
    to: '',
  },
  {
    // Two maps for each expression, which only classes need.
    file: core,
    from: 'const parent = this.currentParent;\n\t\tif (!parent) return;',
    to: 'return;',
  },
  {
    // A copy of all names for each new one.
    file: core,
    from: 'const localNames = ctx.localNames(scope);',
    to: `const localNames = {
      get(name) {
        const kinds = new Set();
        for (let one = scope; one; one = one.parent) for (const kind of one.localNames.get(name) ?? []) kinds.add(kind);
        return kinds;
      },
    };`,
  },
  {
    // Two pointers for each text and number, where a reference cannot be.
    file: references,
    from: 'for (const key$1 of keys) {',
    to: '$& if (typeof obj[key$1] !== "object") continue;',
  },
  {
    // The second graph gives the order of the output. It needs no scopes, and no dependencies of dependencies.
    file: main,
    from: 'buildGraph(context.ir, logger)',
    to: 'buildGraph(context.ir, logger, true)',
  },
  {
    // A dry run renders the files, and drops them.
    file: main,
    from: 'for (const file of context.gen.render()) {',
    to: 'if (!context.config.dryRun) $&',
  },
  {
    // Two pointers for each schema, for hooks. We have none.
    file: nodes,
    from: 'createVisitor({ schemaExtractor: extractor })',
    to: 'createVisitor({ schemaExtractor: extractorHooks.some(Boolean) ? extractor : void 0 })',
  },
  {
    // Thirteen fields for each of half a million expressions, most of them the same or unused.
    file: nodes,
    from: '\texported;\n\tfile;\n\tget name() {',
    to: '\tget name() {',
  },
  {
    file: nodes,
    from: `\tnameSanitizer;
\tlanguage = "typescript";
\tparent;
\troot = false;
\tscope = "value";
\tstructuralChildren;
\tstructuralParents;
\tsymbol;
\ttoAst() {}
\t"~brand" = nodeBrand;`,
    to: `static {
        Object.assign(this.prototype, { language: "typescript", root: false, scope: "value", "~brand": nodeBrand });
      }
      toAst() {}`,
  },
  {
    file: nodes,
    from: '\t_name;\n\t/** Unwraps nested nodes',
    to: '/** Unwraps nested nodes',
  },
  {
    // Two functions for each use of a name.
    file: nodes,
    from: `return {
\t\t\t...this._name,
\t\t\tset: (value) => {
\t\t\t\tthis._name = ref(value);
\t\t\t\tif (isSymbol(value)) value.setNode(this);
\t\t\t},
\t\t\ttoString: () => this._name ? this.$name(this._name) : ""
\t\t};`,
    to: 'return new NodeName(this);',
  },
  {
    file: nodes,
    from: 'var TsDsl = class {',
    to: `class NodeName {
      #node;
      constructor(node) {
        this.#node = node;
        if (node._name) this["~ref"] = node._name["~ref"];
      }
      set(value) {
        this.#node._name = ref(value);
        if (isSymbol(value)) value.setNode(this.#node);
      }
      toString() {
        return this.#node._name ? this.#node.$name(this.#node._name) : "";
      }
    }
    $&`,
  },
  {
    // The steps of a pointer, only to put them together again.
    file: types,
    from: 'const maybeRef = parseRef(String(part)).pointer;',
    to: `if (/^#(\\/[^#%/~]+)+$/.test(part)) {
        pointer += part.slice(1);
        continue;
      }
      $&`,
  },
  {
    // A path for each text and number.
    file: types,
    from: 'for (const k of Object.keys(obj)) {',
    to: '$& if (typeof obj[k] !== "object") continue;',
  },
  {
    // The library of the checks in its default export, which is not used.
    file: typesMain,
    from: `import { createConfig } from '@redocly/openapi-core';`,
    to: '',
  },
  {
    file: typesMain,
    from: `import { validateAndBundle } from './lib/redoc.mjs';`,
    to: '',
  },
]
