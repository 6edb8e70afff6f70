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

    private static async Task<string> QueueAsync(NetaasStack stack, string node) =>
        $"netaas-node-{(string?)(await stack.Rest.GetAsync("nodes/" + node)).Expect(System.Net.HttpStatusCode.OK)["id"]}";

    private static async Task RunAsync(NetaasStack stack, params string[] command) =>
        (await Shell.RunAsync(["bash", "-c", Console, NetaasStack.Checkout, .. command], stack.Environment)).Expect();
}
