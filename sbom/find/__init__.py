"""Where is this component? One search box over what every vendor delivered, and whom to call about it."""
