// Starts `touchstone lsp` for Markdown and lets the language client do the rest.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function start() {
  const command = vscode.workspace.getConfiguration("touchstone").get("path", "touchstone");
  client = new LanguageClient(
    "touchstone",
    "Touchstone",
    { command, args: ["lsp"] },
    {
      documentSelector: [{ scheme: "file", language: "markdown" }],
      synchronize: {
        fileEvents: [
          vscode.workspace.createFileSystemWatcher("**/{touchstone,metrics,signals,account}.yaml"),
          vscode.workspace.createFileSystemWatcher("**/rules/*.yaml"),
        ],
      },
    },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    vscode.window.showErrorMessage(`Touchstone: ${command} lsp did not start: ${error.message}. Set touchstone.path.`);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("touchstone.restart", async () => {
      await stop();
      await start();
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("touchstone")) {
        await stop();
        await start();
      }
    }),
  );
  await start();
};

exports.deactivate = stop;
