/** The properties of a table that the models define. */
export interface Table {
  columns: Record<string, Column>;
  primaryKey: string[];
  /** Indices by name. */
  indices: Record<string, { columns: string[]; unique: boolean }>;
}

export interface Column {
  /** The type in the models: String, Int, BigInt, Float, Boolean, DateTime, Json. */
  type: string;
  nullable: boolean;
  autoincrement: boolean;
}

/**
 * Reads the tables that the models define.
 * @param models the text of schema.prisma: plain models without relations, enums, computed defaults and other names
 * @throws Error for unknown syntax, so that nothing is ignored
 */
export function tablesOfModels(models: string): Record<string, Table> {
  const text = models.replace(/\/\/.*$/gm, '');
  const blocks = [...text.matchAll(/^(\w+) (\w+) \{\n([\s\S]*?)^\}/gm)];
  const tables: Record<string, Table> = {};
  for (const [, kind, name = '', body = ''] of blocks) {
    if (kind === 'generator' || kind === 'datasource') continue;
    if (kind !== 'model') throw new Error(`The models hold a ${kind}, which this test does not know.`);
    const table: Table = { columns: {}, primaryKey: [], indices: {} };
    tables[name] = table;
    for (const line of body.split('\n').map((raw) => raw.trim())) {
      if (line.startsWith('@@')) addBlockAttribute(name, table, line);
      else if (line) addColumn(name, table, line);
    }
  }
  return tables;
}

/** The tables are compared without the values of their defaults. */
const isDefault = /^@default\((?:autoincrement\(\)|"[^"]*"|\d+|true|false)\)$/;

function addColumn(model: string, table: Table, line: string): void {
  const [, name = '', type = '', optional, attributes = ''] = /^(\w+)\s+(\w+)(\?)?\s*(.*)$/.exec(line) ?? [];
  const rest = attributes.split(/\s+/).filter((word) => word !== '');
  const unknown = rest.find((word) => !['@id', '@unique'].includes(word) && !isDefault.test(word));
  if (!/^(String|Int|BigInt|Float|Boolean|DateTime|Json|Bytes)$/.test(type) || unknown) {
    throw new Error(`${model} has the line "${line}", which this test does not know.`);
  }
  table.columns[name] = {
    type,
    nullable: optional !== undefined,
    autoincrement: rest.includes('@default(autoincrement())'),
  };
  if (rest.includes('@id')) table.primaryKey = [name];
  if (rest.includes('@unique')) table.indices[`${model}_${name}_key`] = { columns: [name], unique: true };
}

function addBlockAttribute(model: string, table: Table, line: string): void {
  const [, kind, list = ''] = /^@@(id|unique|index)\(\[([\w, ]+)\]\)$/.exec(line) ?? [];
  const columns = list.split(',').map((column) => column.trim());
  if (kind === 'id') table.primaryKey = columns;
  else if (kind === 'unique') table.indices[`${model}_${columns.join('_')}_key`] = { columns, unique: true };
  else if (kind === 'index') table.indices[`${model}_${columns.join('_')}_idx`] = { columns, unique: false };
  else throw new Error(`${model} has the line "${line}", which this test does not know.`);
}
