// npm's @tus/server on the loopback address: FOLDER PATH. Says its port as JSON, and ends with its standard input.
import { createServer } from "node:http";
import { stat } from "node:fs/promises";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";

const [folder, path, creation] = process.argv.slice(2);
const digestOf = (request, metadata) => metadata.sha256;
const tus = new Server({
    path,
    datastore: new FileStore({ directory: folder }),
    ...(creation === "idempotent" ? { namingFunction: digestOf } : {}),
});

// CONTRACT.md, step 2: creating the upload of the same file again leads to the same Location. tus alone does not ask it.
async function existing(request) {
    if (creation !== "idempotent" || request.method !== "POST") return undefined;
    const pair = (request.headers["upload-metadata"] ?? "").split(",").find((one) => one.startsWith("sha256 "));
    const id = Buffer.from((pair ?? "").slice(7), "base64").toString();
    return /^[0-9a-f]{64}$/.test(id) && (await stat(`${folder}/${id}`).catch(() => undefined)) ? id : undefined;
}

const server = createServer(async (request, response) => {
    const id = await existing(request);
    if (id === undefined) return tus.handle(request, response);
    response.writeHead(201, { "Tus-Resumable": "1.0.0", Location: `${path}/${id}` }).end();
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.resume().on("end", () => process.exit(0));
