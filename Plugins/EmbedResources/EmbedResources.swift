// SPDX-License-Identifier: Apache-2.0

import PackagePlugin

/// Puts a target's JSON, YAML and XML files into its code, so that the program is one file and starts without looking for any.
///
/// The target `Catalogue` gets a table of sentences, every other target its files as they are. The work is done by
/// `EmbedGenerator`; every file is declared as its input, so an edit rebuilds and nothing else does.
@main
struct EmbedResources: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target.sourceModule else { return [] }
        let inputs = module.sourceFiles.map(\.url)
            .filter { ["json", "xml", "yaml"].contains($0.pathExtension) }
            .sorted { $0.path < $1.path }
        let output = context.pluginWorkDirectoryURL.appending(path: "\(target.name)Table.swift")
        let form = target.name == "Catalogue" ? "catalogue" : "files"
        return [
            .buildCommand(
                displayName: "Embedding \(inputs.count) files in \(target.name)",
                executable: try context.tool(named: "EmbedGenerator").url,
                arguments: [form, output.path, module.directoryURL.path] + inputs.map(\.path),
                inputFiles: inputs,
                outputFiles: [output]
            )
        ]
    }
}
