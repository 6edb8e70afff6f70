using System.Collections.Immutable;
using Netaas.Core.Collections;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// A node's kernel in memory, for tests and for runs at scale: it holds objects as the real one does, refuses what it is
/// told to refuse, and can be tampered with. Disposing of it leaves what it holds, as it is with a real kernel.
/// </summary>
public sealed class FakeNodeKernel : INodeKernel
{
    private readonly Lock _lock = new();
    private PersistentDictionary<ObjectKey, KernelObject> _objects = PersistentDictionary<ObjectKey, KernelObject>.Empty;
    private ImmutableHashSet<ObjectKey> _tampered = [];
    private Action? _tell;
    private bool _isTold;

    /// <summary>What a step fails with; null lets it pass.</summary>
    public Func<Step, ObjectFailure?> Refuse { get; set; } = static _ => null;

    /// <summary>Whether the way to the kernel is broken.</summary>
    public bool IsLost { get; set; }

    /// <summary>Number of steps that were done.</summary>
    public long StepsDone { get; private set; }

    /// <summary>How often it was asked what it had told of.</summary>
    public long Questions { get; private set; }

    /// <summary>What it holds.</summary>
    public NodeState State
    {
        get
        {
            lock (_lock)
                return new NodeState(_objects);
        }
    }

    /// <summary>Changes what it holds behind everybody's back.</summary>
    public void Tamper(Func<NodeState, NodeState> change)
    {
        bool isTold;
        lock (_lock)
        {
            (isTold, _isTold) = (_isTold, true);
            var before = _objects;
            _objects = change(new NodeState(before)).Objects;
            _tampered = _tampered.Union(before.Keys.Union(_objects.Keys).Where(key => !Equals(before.GetValueOrDefault(key), _objects.GetValueOrDefault(key))));
        }
        if (!isTold)
            _tell?.Invoke();
    }

    public void Watch(Action tell) => (_tell, _isTold) = (tell, false);

    public ImmutableArray<ObjectKey>? Doubts(NodePlan plan)
    {
        ThrowIfLost();
        lock (_lock)
        {
            var doubts = _tampered.Where(key => !Equals(plan.Find(key), _objects.GetValueOrDefault(key))).ToImmutableArray();
            _tampered = [];
            _isTold = false;
            Questions++;
            return doubts;
        }
    }

    public void Prepare() => ThrowIfLost();

    public NodeState Read(NodePlan plan)
    {
        ThrowIfLost();
        return State;
    }

    public ApplyResult Apply(ImmutableArray<Step> steps)
    {
        ThrowIfLost();
        lock (_lock)
        {
            var failures = ImmutableDictionary.CreateBuilder<ObjectKey, ObjectFailure>();
            foreach (var step in steps)
                if (Refuse(step) is { } failure)
                    failures[step.Key] = failure;
                else
                    Do(step);
            return new ApplyResult([.. steps.Select(step => KeyValuePair.Create(step.Key, _objects.GetValueOrDefault(step.Key)))], failures.ToImmutable());
        }
    }

    public void Dispose()
    {
        // Holds nothing that outlives it.
    }

    private void Do(Step step)
    {
        StepsDone++;
        _objects = step.Action == StepAction.Remove ? _objects.Remove(step.Key) : _objects.SetItem(step.Key, step.Object);
        if (step is { Action: StepAction.Remove, Object: BridgeObject or VxlanObject })
            _objects = _objects.RemoveRange(_objects.Values.Where(it => it.Device?.Value == step.Key.Name).Select(it => it.Key));
    }

    private void ThrowIfLost()
    {
        if (IsLost)
            throw new KernelLostException(new IOException("the fake kernel is lost"));
    }
}
