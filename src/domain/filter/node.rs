//! Words of a filter joined by *and*, *or* and *not*, whatever one word asks.

/// A condition. Normal form: no `Not` in a `Not`, no `All` in an `All`, no `Any` in an `Any`.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Node<T> {
    All(Vec<Node<T>>),
    Any(Vec<Node<T>>),
    Not(Box<Node<T>>),
    Test(T),
}

impl<T> Node<T> {
    /// All of these; one alone is itself.
    pub(crate) fn all(nodes: Vec<Node<T>>) -> Node<T> {
        let mut flat = Vec::new();
        for node in nodes {
            match node {
                Node::All(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Node::All(flat) }
    }

    /// One of these at least.
    pub(crate) fn any(nodes: Vec<Node<T>>) -> Node<T> {
        let mut flat = Vec::new();
        for node in nodes {
            match node {
                Node::Any(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Node::Any(flat) }
    }

    /// The contrary.
    pub(crate) fn not(node: Node<T>) -> Node<T> {
        match node {
            Node::Not(inner) => *inner,
            other => Node::Not(Box::new(other)),
        }
    }

    /// Does one of its words, wherever it stands, answer this?
    pub(crate) fn any_test(&self, asked: &impl Fn(&T) -> bool) -> bool {
        match self {
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(|node| node.any_test(asked)),
            Node::Not(node) => node.any_test(asked),
            Node::Test(test) => asked(test),
        }
    }

    /// Does the condition hold, where this tells of a word whether it does?
    pub(crate) fn holds(&self, test: &impl Fn(&T) -> bool) -> bool {
        match self {
            Node::All(nodes) => nodes.iter().all(|node| node.holds(test)),
            Node::Any(nodes) => nodes.iter().any(|node| node.holds(test)),
            Node::Not(node) => !node.holds(test),
            Node::Test(word) => test(word),
        }
    }
}
