CREATE DATABASE stats OWNER scoreboard;
