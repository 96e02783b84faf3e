// Reads an MCAP file with the format's own library and writes one: node mcap.mjs FILE OUT
import { open, writeFile } from "node:fs/promises";
import { McapIndexedReader, McapStreamReader, McapWriter, TempBuffer } from "@mcap/core";
import { loadDecompressHandlers } from "@mcap/support";
import { readFile } from "node:fs/promises";

const decompressHandlers = await loadDecompressHandlers();
const [file, out] = process.argv.slice(2);
const handle = await open(file, "r");
const readable = {
  size: async () => BigInt((await handle.stat()).size),
  read: async (offset, length) => {
    const buffer = new Uint8Array(Number(length));
    await handle.read(buffer, 0, buffer.length, Number(offset));
    return buffer;
  },
};
const indexed = await McapIndexedReader.Initialize({ readable, decompressHandlers });
let viaIndex = 0;
for await (const message of indexed.readMessages()) viaIndex += message.data.length;
let attached = "";
for await (const attachment of indexed.readAttachments()) attached += attachment.name;
let words = "";
for await (const metadata of indexed.readMetadata()) words += metadata.name;

const stream = new McapStreamReader({ validateCrcs: true, decompressHandlers });
stream.append(await readFile(file));
let messages = 0;
for (let record; (record = stream.nextRecord()); ) if (record.type === "Message") messages++;
console.log(JSON.stringify({
  messages, viaIndex, attached, words, done: stream.done(), statistics: Number(indexed.statistics.messageCount),
  topics: [...indexed.channelsById.values()].map((c) => c.topic),
  compressions: [...new Set(indexed.chunkIndexes.map((c) => c.compression))],
  schemas: [...indexed.schemasById.values()].map((s) => s.name + ":" + s.data.length),
}));

const buffer = new TempBuffer();
const writer = new McapWriter({ writable: buffer });
await writer.start({ library: "core", profile: "" });
const schemaId = await writer.registerSchema({ name: "s", encoding: "json", data: new Uint8Array([123, 125]) });
const channelId = await writer.registerChannel({ schemaId, topic: "/t", messageEncoding: "json", metadata: new Map([["k", "v"]]) });
for (let i = 0; i < 500; i++)
  await writer.addMessage({ channelId, sequence: i, logTime: BigInt(i * 10), publishTime: BigInt(i * 10 - 1 < 0 ? 0 : i * 10 - 1), data: new Uint8Array(i) });
await writer.addAttachment({ name: "a", logTime: 1n, createTime: 2n, mediaType: "x/y", data: new Uint8Array([1, 2]) });
await writer.end();
await writeFile(out, buffer.get());
