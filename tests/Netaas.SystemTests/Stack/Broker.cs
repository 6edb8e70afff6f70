namespace Netaas.SystemTests.Stack;

/// <summary>What befalls the RabbitMQ of a fleet, by the means of its own console.</summary>
internal static class Broker
{
    // The broker's own console runs as root, with the cookie in the folder that is the broker's home.
    private const string Console =
        """
        . "$0/deploy/lib/all.sh"
        . "$run/rabbitmq/ports"
        alias=$(run_alias "$run")
        exec env -i PATH="$PATH" HOME="$run/rabbitmq" LANG=C.UTF-8 ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT="$rabbitmq_epmd_port" \
          RABBITMQ_NODENAME="netaas-${alias##*-}@localhost" RABBITMQ_CONF_ENV_FILE=/dev/null "$rabbitmq_programs/rabbitmqctl" -q "$@"
        """;

    /// <summary>Deletes the queue of a node: whoever listens there is told.</summary>
    public static async Task DeleteQueueAsync(NetaasStack stack, string node) => await RunAsync(stack, "delete_queue", await QueueAsync(stack, node));

    /// <summary>The queue of a node forgets who listens there, who is told nothing.</summary>
    public static async Task ForgetListenerAsync(NetaasStack stack, string node) => await RunAsync(
        stack,
        "eval",
        $$"""
        {ok, Queue} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"{{await QueueAsync(stack, node)}}">>)),
        [ra:process_command(amqqueue:get_pid(Queue), rabbit_fifo:make_checkout({element(2, Consumer), element(1, Consumer)}, cancel, #{}))
          || Consumer <- rabbit_amqqueue:consumers(Queue)].
        """);

    /// <summary>Lays down something of the queues of nodes, beside what they ask for themselves: of two bounds the lower holds.</summary>
    /// <param name="definition">As JSON.</param>
    public static Task SetPolicyAsync(NetaasStack stack, string definition) =>
        RunAsync(stack, "set_policy", "--apply-to", "queues", "tests", "^netaas-stream-", definition);

    public static Task ClearPolicyAsync(NetaasStack stack) => RunAsync(stack, "clear_policy", "tests");

    /// <summary>How many messages wait in the queue of a node; null where there is no queue.</summary>
    public static Task<int?> WaitingAsync(NetaasStack stack, string node) => WaitingAsync(stack, node, QueueAsync);

    /// <summary>Makes the queue of a node as agents of before had it: under the exchange's name, without bounds or an end.</summary>
    public static async Task MakeFormerQueueAsync(NetaasStack stack, string node) => await RunAsync(
        stack,
        "eval",
        $$"""
        Queue = rabbit_misc:r(<<"/">>, queue, <<"{{await FormerQueueAsync(stack, node)}}">>),
        Exchange = rabbit_misc:r(<<"/">>, exchange, <<"{{await FormerQueueAsync(stack, node)}}">>),
        {new, _} = rabbit_amqqueue:declare(Queue, true, false,
          [{<<"x-queue-type">>, longstr, <<"quorum">>}, {<<"x-single-active-consumer">>, bool, true}], none, <<"netaas">>),
        ok = rabbit_binding:add({binding, Exchange, <<>>, Queue, []}, <<"netaas">>).
        """);

    /// <inheritdoc cref="WaitingAsync(NetaasStack, string)"/>
    public static Task<int?> WaitingInFormerAsync(NetaasStack stack, string node) => WaitingAsync(stack, node, FormerQueueAsync);

    private static async Task<int?> WaitingAsync(NetaasStack stack, string node, Func<NetaasStack, string, Task<string>> queue)
    {
        var name = await queue(stack, node);
        return (await RunAsync(stack, "list_queues", "--no-table-headers", "name", "messages")).Split('\n').Select(line => line.Split('\t'))
            .Where(words => words[0] == name).Select(words => (int?)int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
    }

    private static async Task<string> QueueAsync(NetaasStack stack, string node) => $"netaas-stream-{await IdAsync(stack, node)}";

    private static async Task<string> FormerQueueAsync(NetaasStack stack, string node) => $"netaas-node-{await IdAsync(stack, node)}";

    private static async Task<string?> IdAsync(NetaasStack stack, string node) =>
        (string?)(await stack.Rest.GetAsync("nodes/" + node)).Expect(System.Net.HttpStatusCode.OK)["id"];

    private static async Task<string> RunAsync(NetaasStack stack, params string[] command) =>
        (await Shell.RunAsync(["bash", "-c", Console, NetaasStack.Checkout, .. command], stack.Environment)).Expect();
}
